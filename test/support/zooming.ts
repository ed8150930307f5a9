import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { startZoom } from '../../infra/local/zoom.ts';
import { following } from './following.ts';

export const credentials = { accountId: 'account', clientId: 'client', clientSecret: 'secret' };

/** One office's functions with a Zoom of their own, over HTTP; its credentials are in the secret, or what is said. */
export const zooming = async (office: string) => {
  const complaints: string[] = [];
  const zoom = await startZoom({ now: () => Date.now(), credentials, error: (line) => complaints.push(line) });
  Object.assign(process.env, { ZOOM_API: zoom.api, ZOOM_LOGIN: zoom.login, ZOOM_SECRET: 'arn:zoom' });
  const secrets = mockClient(SecretsManagerClient);
  const put = (secret: string): void => {
    secrets.reset();
    secrets.on(GetSecretValueCommand, { SecretId: 'arn:zoom' }).resolves({ SecretString: secret });
  };
  put(JSON.stringify(credentials));
  const rest = await following(office);
  const { forgetZoomAccount } = await import('../../shared/aws/zoom-account.ts');
  const meetings = (await import('../../functions/meetings/index.ts')).handler;
  type Records = Awaited<ReturnType<typeof rest.changes>>;
  const isOurs = ({ dynamodb }: Records[number]): boolean =>
    [dynamodb['NewImage'], dynamodb['OldImage']].some((image) => JSON.stringify(image ?? {}).includes('{"S":"zoom"}'));
  /** What the two readers of the stream make of what was stored, until nothing follows any more. */
  const drain = async (): Promise<void> => {
    for (;;) {
      const records = await rest.changes();
      if (records.length === 0) return;
      await rest.at.dispatch({ Records: records });
      for (const record of records.filter(isOurs)) {
        const { batchItemFailures } = await meetings({ Records: [record] });
        if (batchItemFailures.length > 0) throw new Error('a record failed');
      }
    }
  };
  /** What stands at Zoom, as `user reference time`. */
  const standing = (): string[] =>
    zoom.meetings().map(({ host, agenda, start_time }) => `${host.split('@')[0]} ${agenda} ${start_time}`);
  return { ...rest, zoom, secrets, put, meetings, forgetZoomAccount, drain, standing, complaints };
};
