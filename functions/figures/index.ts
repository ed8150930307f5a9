import { office } from '../../shared/aws/this-office.ts';
import { serve } from '../../shared/http/serve.ts';
import { staffReaders } from '../../shared/http/staff-problems.ts';
import { figures, figuresCsv } from './figures.ts';

export const routes = [figures, figuresCsv];

export const handler = serve(office, routes, staffReaders);
