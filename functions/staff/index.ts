import { office } from '../../shared/aws/this-office.ts';
import { serve } from '../../shared/http/serve.ts';
import { attendance, cancellation, confirmation, contact, declination, meeting, reschedule } from './acts.ts';
import { enter } from './enter.ts';
import { agenda, calls, phoned, show, todo } from './lists.ts';
import { book, list, searchOpenings, settleMail, showMail } from './mails.ts';
import { counsellors, publishTerms, putClosure, putCounsellor, putEligibility } from './office.ts';
import { liftFutureUse, listRefusals, refuseFutureUse, showRefusal } from './refusals.ts';

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
  searchOpenings,
  settleMail,
  counsellors,
  putCounsellor,
  putClosure,
  putEligibility,
  publishTerms,
  listRefusals,
  showRefusal,
  refuseFutureUse,
  liftFutureUse,
];

export const handler = serve(office, routes);
