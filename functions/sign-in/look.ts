import { file } from '../../shared/http/file.ts';
import { script } from '../../shared/pages/counter/script.ts';
import { css } from '../../shared/pages/counter/style.ts';

/** What the console looks like; it holds nothing that is for staff alone, so it is there before anybody has signed in. */
export const counterStyle = file('/counter.css', 'text/css', css);
export const counterScript = file('/counter.js', 'text/javascript', script);
