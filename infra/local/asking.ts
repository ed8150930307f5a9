import { createTransport } from 'nodemailer';
import type { LocalOffice } from './office.ts';

/** One office as its visitors, its staff and whoever writes to it meet it. What follows from an act is under way when it is answered. */
export const asking = (local: LocalOffice, id: string) => {
  const ask = (path: string, sent: object | undefined, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${local.offices[id]?.url}${path}`, {
      method: sent ? 'POST' : 'GET',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
      ...(sent && { body: JSON.stringify(sent) }),
    });
  return {
    /** Over SMTP, as from anywhere. */
    mail: async (from: string, subject: string, text: string, headers: Record<string, string> = {}): Promise<void> => {
      const to = `${id}@madoguchi.example.jp`;
      const mail = { from, to, subject, text, date: new Date(local.now()), headers };
      await createTransport({ ...local.smtp, ignoreTLS: true }).sendMail(mail);
    },
    visitor: async (path: string, sent?: object): Promise<unknown> => (await ask(path, sent)).json(),
    /** Refused, the story does not go on. */
    staff: async (path: string, sent?: object): Promise<unknown> => {
      const answer = await ask(path, sent, { authorization: `Bearer ${local.staffToken(id)}` });
      if (!answer.ok) throw new Error(`${path} was answered ${answer.status}: ${await answer.text()}`);
      return answer.json();
    },
  };
};
