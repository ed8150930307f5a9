import { office } from '../../shared/aws/this-office.ts';
import { serve } from '../../shared/http/serve.ts';
import { calendar } from './calendar.ts';
import { cancellationReview } from './cancel.ts';
import { press } from './join.ts';
import { byLink, codeForm, joinAddress, showStatus, status } from './status.ts';

export const routes = [codeForm, status, byLink, showStatus, cancellationReview, calendar, joinAddress, press];

export const handler = serve(office, routes);
