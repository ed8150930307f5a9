import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { type Zoom, ZoomCredentials, zoomAt } from '../meetings/zoom.ts';

const environment = z
  .object({ ZOOM_API: z.url(), ZOOM_LOGIN: z.url(), ZOOM_SECRET: z.string() })
  .transform(({ ZOOM_API: api, ZOOM_LOGIN: login, ZOOM_SECRET: secret }) => ({ api, login, secret }))
  .parse(process.env);

const secrets = new SecretsManagerClient({
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
});

const read = async (): Promise<Zoom | undefined> => {
  const { SecretString = '' } = await secrets.send(new GetSecretValueCommand({ SecretId: environment.secret }));
  const credentials = ZoomCredentials.safeParse(parsed(SecretString));
  return credentials.success ? zoomAt({ ...environment, credentials: credentials.data }) : undefined;
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

let known: Zoom | undefined;

/** The office's Zoom, whose credentials a process reads once; undefined while nobody has put any in: its meetings are made by hand. */
export const zoomAccount = async (): Promise<Zoom | undefined> => {
  known ??= await read();
  return known;
};

/** Zoom does not take the credentials any more: there may be new ones. */
export const forgetZoomAccount = (): void => {
  known = undefined;
};
