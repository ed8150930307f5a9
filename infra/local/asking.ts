import { createTransport } from 'nodemailer';
import type { LocalOffice } from './office.ts';

/** One office as its visitors, its staff and whoever writes to it meet it. What follows from an act is under way when it is answered. */
export const asking = (local: LocalOffice, id: string) => {
  const ask = async (path: string, sent: object | undefined, headers: Record<string, string>): Promise<unknown> => {
    const answer = await fetch(`${local.offices[id]?.url}${path}`, {
      method: sent ? 'POST' : 'GET',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
      ...(sent && { body: JSON.stringify(sent) }),
    });
    return answer.json();
  };
  return {
    /** Over SMTP, as from anywhere. */
    mail: async (from: string, subject: string, text: string, headers: Record<string, string> = {}): Promise<void> => {
      const to = `${id}@madoguchi.example.jp`;
      const mail = { from, to, subject, text, date: new Date(local.now()), headers };
      await createTransport({ ...local.smtp, ignoreTLS: true }).sendMail(mail);
    },
    visitor: (path: string, sent?: object) => ask(path, sent, {}),
    staff: (path: string, sent?: object) => ask(path, sent, { authorization: `Bearer ${local.staffToken(id)}` }),
  };
};
