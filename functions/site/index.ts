import { office } from '../../shared/aws/this-office.ts';
import { serve } from '../../shared/http/serve.ts';
import { furigana } from './furigana.ts';
import { english, guide, home } from './guide.ts';
import { openApi } from './openapi.ts';
import { counterScript, counterStyle, style } from './style.ts';

export const routes = [home, guide, english, furigana, openApi(office), style, counterStyle, counterScript];

/** Also answers every address that nobody else has: as not found, with a sentence. */
export const handler = serve(office, routes);
