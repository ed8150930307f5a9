import { office } from '../../shared/aws/this-office.ts';
import { serve } from '../../shared/http/serve.ts';
import { attendance, cancellation, confirmation, contact, declination, meeting, reschedule } from './acts.ts';
import { completion, showCompletion } from './completion.ts';
import { enter, lookAgain, newBooking } from './enter.ts';
import { find } from './find.ts';
import { agenda, calls, phoned, show, todo } from './lists.ts';
import { book, list, settleMail, showMail } from './mails.ts';
import { counsellors, publishTerms, putClosure, putCounsellor, putEligibility } from './office.ts';

export const routes = [
  agenda,
  todo,
  enter,
  newBooking,
  lookAgain,
  find,
  show,
  showCompletion,
  completion,
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
  putCounsellor,
  putClosure,
  putEligibility,
  publishTerms,
];

export const handler = serve(office, routes);
