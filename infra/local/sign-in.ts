import { generateKeyPair, randomUUID, sign } from 'node:crypto';
import { promisify } from 'node:util';

export type Issuer = {
  readonly url: string;
  /** What `/.well-known/jwks.json` answers. */
  readonly keys: object;
  readonly signed: (claims: object) => string;
  /** An access token as Cognito shapes it. */
  readonly token: (username: string, client: string, now: number, minutes: number) => string;
};

/** Takes an office's user pool's place: its own keys, so that a token of one office means nothing to another. */
export const createIssuer = async (url: string): Promise<Issuer> => {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const kid = randomUUID();
  const subject = randomUUID();
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = (claims: object): string => {
    const token = `${part({ kid, alg: 'RS256' })}.${part(claims)}`;
    return `${token}.${sign('sha256', Buffer.from(token), privateKey).toString('base64url')}`;
  };
  return {
    url,
    keys: { keys: [{ ...publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' }] },
    signed,
    token: (username, client, now, minutes) => {
      const seconds = Math.floor(now / 1000);
      return signed({
        sub: subject,
        iss: url,
        client_id: client,
        token_use: 'access',
        scope: 'aws.cognito.signin.user.admin',
        auth_time: seconds,
        iat: seconds,
        exp: seconds + minutes * 60,
        jti: randomUUID(),
        username,
      });
    },
  };
};
