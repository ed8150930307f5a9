import { office } from '../../shared/aws/this-office.ts';
import { serve } from '../../shared/http/serve.ts';
import { staffReaders } from '../../shared/http/staff-problems.ts';
import {
  attendance,
  begun,
  cancellation,
  companion,
  confirmation,
  contact,
  contactDetails,
  declination,
  meeting,
  meetingAgain,
  resend,
  tool,
} from './acts.ts';
import { markEligible, show, showPerson } from './booking.ts';
import { calls, phoned } from './calls.ts';
import { closure, closures, putClosure, setClosure } from './closures.ts';
import { completion, showCompletion } from './completion.ts';
import {
  addCounsellor,
  changeCounsellor,
  counsellors,
  newCounsellor,
  putCounsellor,
  removeCounsellor,
  showCounsellor,
} from './counsellors.ts';
import { enter, lookAgain, newBooking } from './enter.ts';
import { find } from './find.ts';
import { help } from './help.ts';
import { acceptance, atOnce, declinationAtOnce, presence, waitingNow } from './instant.ts';
import { agenda } from './lists.ts';
import { book, list, searchOpenings, settleMail, showMail } from './mails.ts';
import { moveForm, moveReview, reschedule } from './move.ts';
import { overview, putEligibility } from './office.ts';
import { liftFutureUse, listRefusals, refuseFutureUse, showRefusal } from './refusals.ts';
import { allTerms, newTerms, publishTerms, reviewTerms, withdrawTerms } from './terms.ts';
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
  moveForm,
  moveReview,
  reschedule,
  cancellation,
  meeting,
  meetingAgain,
  tool,
  attendance,
  begun,
  contact,
  companion,
  contactDetails,
  resend,
  showPerson,
  markEligible,
  calls,
  phoned,
  atOnce,
  waitingNow,
  presence,
  acceptance,
  declinationAtOnce,
  list,
  showMail,
  book,
  searchOpenings,
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
  withdrawTerms,
  listRefusals,
  showRefusal,
  refuseFutureUse,
  liftFutureUse,
];

export const handler = serve(office, routes, staffReaders);
