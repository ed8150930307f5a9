import * as z from 'zod';
import { serve } from '../../shared/http/serve.ts';
import { officeOf } from '../../shared/offices/index.ts';
import { openApi } from './openapi.ts';
import { counterScript, counterStyle, style } from './style.ts';

const { OFFICE } = z.object({ OFFICE: z.string() }).parse(process.env);
const office = await officeOf(OFFICE);

export const routes = [openApi(office), style, counterStyle, counterScript];

/** Also answers every address that nobody else has: as not found, with a sentence. */
export const handler = serve(office, routes);
