import { serve } from '../../shared/http/serve.ts';
import { office } from './answers.ts';
import { callback } from './callback.ts';
import { counterScript, counterStyle } from './look.ts';
import { signIn } from './sign-in.ts';
import { afterSignOut, signOut } from './sign-out.ts';

export const routes = [signIn, callback, signOut, afterSignOut, counterStyle, counterScript];

/** How staff come in and leave. It knows the office's user pool and not its table: a session is the pool's tokens in cookies. */
export const handler = serve(office, routes);
