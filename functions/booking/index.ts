import { office } from '../../shared/aws/this-office.ts';
import { serve } from '../../shared/http/serve.ts';
import { apply } from './apply.ts';
import { edit, form, review } from './form.ts';
import { openings } from './openings.ts';

export const routes = [openings, form, review, edit, apply];

export const handler = serve(office, routes);
