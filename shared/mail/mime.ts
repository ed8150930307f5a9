import MailComposer from 'nodemailer/lib/mail-composer';
import { oneLine } from './blocks.ts';
import type { Letter } from './notices.ts';

/**
 * A letter as raw MIME: the text first, its HTML beside it, the calendar attached; answers go to the office. It says of itself
 * that a machine wrote it, so that no other machine answers. Every field is one line and every address is one address,
 * so nothing in them can become a header or a further recipient; nothing is ever read from files or the network.
 */
export const mimeOf = (
  letter: Letter,
  from: { readonly name: string; readonly address: string },
  replyTo: string,
  { inReplyTo }: { readonly inReplyTo?: string } = {},
): Promise<Buffer> => {
  const one = (address: string, name = '') => ({ name: oneLine(name), address: oneLine(address) });
  const { calendar } = letter;
  const original = inReplyTo === undefined ? undefined : oneLine(inReplyTo);
  return new MailComposer({
    disableFileAccess: true,
    disableUrlAccess: true,
    from: one(from.address, from.name),
    to: one(letter.to),
    replyTo: one(replyTo),
    subject: oneLine(letter.subject),
    headers: { 'Auto-Submitted': original === undefined ? 'auto-generated' : 'auto-replied' },
    ...(original !== undefined && { inReplyTo: original, references: original }),
    // A text's line ends are CRLF in a mail, also inside base64 (RFC 2049).
    text: letter.text.replaceAll('\n', '\r\n'),
    ...(letter.html !== undefined && { html: letter.html }),
    ...(calendar && {
      attachments: [
        {
          filename: 'soudan.ics',
          content: calendar.content,
          contentType: `text/calendar; method=${calendar.method}; charset=utf-8`,
        },
      ],
    }),
  })
    .compile()
    .build();
};
