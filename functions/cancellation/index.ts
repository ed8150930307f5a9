import { office } from '../../shared/aws/this-office.ts';
import { serve } from '../../shared/http/serve.ts';
import { cancellation } from './cancel.ts';

export const routes = [cancellation];

export const handler = serve(office, routes);
