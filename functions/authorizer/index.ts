import { JwtVerifier } from 'aws-jwt-verify';
import {
  FailedAssertionError,
  JwtInvalidSignatureError,
  JwtParseError,
  JwtWithoutValidKidError,
  KidNotFoundInJwksError,
  WaitPeriodNotYetEndedJwkError,
} from 'aws-jwt-verify/error';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import type { APIGatewayRequestAuthorizerEventV2, APIGatewaySimpleAuthorizerWithContextResult } from 'aws-lambda';
import * as z from 'zod';
import { cookieIn, sessionCookies } from '../../shared/http/session.ts';

const env = z
  .object({ OFFICE: z.string().min(1), STAFF_ISSUER: z.url(), STAFF_JWKS: z.url(), STAFF_CLIENT: z.string().min(1) })
  .parse(process.env);

const { access } = sessionCookies(env.OFFICE);
/** What Cognito puts into an access token; an ID token is for the console itself and opens nothing here. */
const AccessToken = z.object({
  token_use: z.literal('access'),
  client_id: z.literal(env.STAFF_CLIENT),
  username: z.string().min(1),
});

const verifier = JwtVerifier.create(
  { issuer: env.STAFF_ISSUER, jwksUri: env.STAFF_JWKS, audience: null },
  {
    jwksCache: new SimpleJwksCache({
      fetcher: {
        fetch: async (uri) => {
          const answer = await fetch(uri, { signal: AbortSignal.timeout(3_000) });
          if (!answer.ok) throw new Error(`the pool's keys answered ${answer.status}`);
          return answer.arrayBuffer();
        },
      },
    }),
  },
);

/** What is wrong with the token itself. Anything else, such as keys that cannot be fetched, is our failure and not the caller's. */
const tokenFaults = [
  FailedAssertionError,
  JwtInvalidSignatureError,
  JwtParseError,
  JwtWithoutValidKidError,
  KidNotFoundInJwksError,
  WaitPeriodNotYetEndedJwkError,
];

type Decision = APIGatewaySimpleAuthorizerWithContextResult<{ staff?: string }>;

/**
 * Staff of this office and nobody else: an unexpired access token of the office's own pool and client, in a program's header or in
 * the console's cookie. A header counts alone, so that whatever comes with one has proven by it that no other site sent it. A
 * browser without a session goes on as nobody, for the staff function to lead it to the sign-in.
 */
export const handler = async (event: APIGatewayRequestAuthorizerEventV2): Promise<Decision> => {
  const header = event.headers?.['authorization'];
  if (header !== undefined) {
    const staff = await staffOf(/^Bearer (.+)$/.exec(header)?.[1]);
    return 'staff' in staff ? { isAuthorized: true, context: staff } : refused(staff.fault);
  }
  const staff = await staffOf(cookieIn(event.cookies, access));
  if ('staff' in staff) return { isAuthorized: true, context: staff };
  return isBrowser(event) ? { isAuthorized: true, context: {} } : refused(staff.fault);
};

/** Whose token it is, or what is wrong with it. */
const staffOf = async (token: string | undefined): Promise<{ staff: string } | { fault: string }> => {
  if (!token || !/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) return { fault: 'no token' };
  try {
    const read = AccessToken.safeParse(await verifier.verify(token));
    return read.success ? { staff: read.data.username } : { fault: 'another token' };
  } catch (error) {
    if (error instanceof Error && tokenFaults.some((fault) => error instanceof fault)) return { fault: error.name };
    throw error;
  }
};

const isBrowser = ({ requestContext, headers }: APIGatewayRequestAuthorizerEventV2): boolean =>
  ['GET', 'POST'].includes(requestContext.http.method) && /\btext\/html\b/.test(headers?.['accept'] ?? '');

const refused = (reason: string): Decision => {
  console.log(JSON.stringify({ function: 'authorizer', office: env.OFFICE, outcome: 'refused', reason }));
  return { isAuthorized: false, context: {} };
};
