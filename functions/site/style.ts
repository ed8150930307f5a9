import { get } from '../../shared/http/serve.ts';
import { script } from '../../shared/pages/counter/script.ts';
import { css as counterCss } from '../../shared/pages/counter/style.ts';
import { css } from '../../shared/pages/style.ts';

const file = (path: string, type: string, text: string) =>
  get(path, {}, async () => ({
    status: 200,
    headers: { 'Content-Type': `${type}; charset=utf-8`, 'Cache-Control': 'public, max-age=3600' },
    text,
  }));

export const style = file('/style.css', 'text/css', css);
/** The console's; it holds nothing that is for staff alone. */
export const counterStyle = file('/counter.css', 'text/css', counterCss);
export const counterScript = file('/counter.js', 'text/javascript', script);
