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

const env = z
  .object({ OFFICE: z.string().min(1), STAFF_ISSUER: z.url(), STAFF_JWKS: z.url(), STAFF_CLIENT: z.string().min(1) })
  .parse(process.env);

const Bearer = z.string().regex(/^Bearer [\w-]+\.[\w-]+\.[\w-]+$/);
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

/** Staff of this office and nobody else: an unexpired access token of the office's own pool and client. */
export const handler = async (event: APIGatewayRequestAuthorizerEventV2): Promise<Decision> => {
  const bearer = Bearer.safeParse(event.identitySource?.[0]);
  if (!bearer.success) return refused('no bearer token');
  try {
    const token = AccessToken.safeParse(await verifier.verify(bearer.data.slice('Bearer '.length)));
    return token.success ? { isAuthorized: true, context: { staff: token.data.username } } : refused('another token');
  } catch (error) {
    if (error instanceof Error && tokenFaults.some((fault) => error instanceof fault)) return refused(error.name);
    throw error;
  }
};

const refused = (reason: string): Decision => {
  console.log(JSON.stringify({ function: 'authorizer', office: env.OFFICE, outcome: 'refused', reason }));
  return { isAuthorized: false, context: {} };
};
