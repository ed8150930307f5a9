import { office } from '../../shared/aws/this-office.ts';
import { serve } from '../../shared/http/serve.ts';
import { attendance, cancellation, confirmation, contact, declination, meeting, reschedule } from './acts.ts';
import { calls, phoned } from './calls.ts';
import { completion, showCompletion } from './completion.ts';
import { enter, lookAgain, newBooking } from './enter.ts';
import { find } from './find.ts';
import { help } from './help.ts';
import { agenda, show } from './lists.ts';
import { book, list, settleMail, showMail } from './mails.ts';
import { counsellors, publishTerms, putClosure, putCounsellor, putEligibility } from './office.ts';
import { start, today, week } from './today.ts';
import { todo } from './todo.ts';

export const routes = [
  start,
  today,
  week,
  agenda,
  todo,
  help,
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
