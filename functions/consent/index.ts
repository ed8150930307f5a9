import { office } from '../../shared/aws/this-office.ts';
import { serve } from '../../shared/http/serve.ts';
import { consents } from './agree.ts';
import { currentTerms, termsOfVersion } from './terms.ts';

export const routes = [currentTerms, termsOfVersion, consents];

export const handler = serve(office, routes);
