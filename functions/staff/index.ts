import { office } from '../../shared/aws/this-office.ts';
import { serve } from '../../shared/http/serve.ts';
import { attendance, cancellation, confirmation, contact, declination, meeting, reschedule } from './acts.ts';
import { closure, closures, putClosure, setClosure } from './closures.ts';
import {
  addCounsellor,
  changeCounsellor,
  counsellors,
  newCounsellor,
  putCounsellor,
  removeCounsellor,
  showCounsellor,
} from './counsellors.ts';
import { enter } from './enter.ts';
import { agenda, calls, phoned, show, todo } from './lists.ts';
import { book, list, settleMail, showMail } from './mails.ts';
import { overview, putEligibility } from './office.ts';
import { allTerms, newTerms, publishTerms, reviewTerms } from './terms.ts';

export const routes = [
  agenda,
  todo,
  enter,
  show,
  confirmation,
  declination,
  reschedule,
  cancellation,
  meeting,
  attendance,
  contact,
  calls,
  phoned,
  list,
  showMail,
  book,
  settleMail,
  counsellors,
  newCounsellor,
  addCounsellor,
  showCounsellor,
  putCounsellor,
  changeCounsellor,
  removeCounsellor,
  closures,
  closure,
  putClosure,
  setClosure,
  overview,
  putEligibility,
  allTerms,
  newTerms,
  reviewTerms,
  publishTerms,
];

export const handler = serve(office, routes);
