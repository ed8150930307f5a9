import { get } from '../../shared/http/serve.ts';
import { css } from '../../shared/pages/style.ts';

export const style = get('/style.css', {}, async () => ({
  status: 200,
  headers: { 'Content-Type': 'text/css; charset=utf-8', 'Cache-Control': 'public, max-age=3600' },
  text: css,
}));
