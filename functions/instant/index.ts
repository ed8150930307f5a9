import { office } from '../../shared/aws/this-office.ts';
import { instantReaders } from '../../shared/http/instant-problems.ts';
import { serve } from '../../shared/http/serve.ts';
import { ask, askForm } from './ask.ts';
import { consents, howItStands, withdrawal } from './asked.ts';

export const routes = [askForm, ask, howItStands, consents, withdrawal];

export const handler = serve(office, routes, instantReaders);
