import { file } from '../../shared/http/file.ts';
import { serve } from '../../shared/http/serve.ts';
import { css } from '../../shared/pages/style.ts';
import { furigana } from './furigana.ts';
import { english, guide, home } from './guide.ts';
import { openApi } from './openapi.ts';
import { office } from './this-site.ts';

export const routes = [home, guide, english, furigana, openApi(office), file('/style.css', 'text/css', css)];

/** Also answers every address that nobody else has: as not found, with a sentence. */
export const handler = serve(office, routes);
