import { office } from '../../shared/aws/this-office.ts';
import { serve } from '../../shared/http/serve.ts';
import { consents, termsOfBooking } from './agree.ts';
import { currentTerms, termsChanges, termsOfVersion } from './terms.ts';

export const routes = [currentTerms, termsOfVersion, termsChanges, termsOfBooking, consents];

export const handler = serve(office, routes);
