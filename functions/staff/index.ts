import { office } from '../../shared/aws/this-office.ts';
import { serve } from '../../shared/http/serve.ts';
import { attendance, cancellation, confirmation, contact, declination, reschedule } from './acts.ts';
import { enter } from './enter.ts';
import { agenda, show, todo } from './lists.ts';
import { counsellors, putClosure, putCounsellor, putEligibility } from './office.ts';

export const routes = [
  agenda,
  todo,
  enter,
  show,
  confirmation,
  declination,
  reschedule,
  cancellation,
  attendance,
  contact,
  counsellors,
  putCounsellor,
  putClosure,
  putEligibility,
];

export const handler = serve(office, routes);
