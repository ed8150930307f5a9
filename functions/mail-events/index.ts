import * as z from 'zod';
import { listen } from '../../shared/aws/listen.ts';
import { mails } from '../../shared/aws/mails.ts';
import { outbox } from '../../shared/aws/this-office.ts';
import { Reference } from '../../shared/domain/booking.ts';
import { isTelling } from '../../shared/domain/history.ts';
import { NoticeKind } from '../../shared/domain/notices.ts';
import type { Instant } from '../../shared/domain/time.ts';
import { log } from '../../shared/log.ts';
import { MailIn, MailNotice } from '../../shared/mail/mail-in.ts';

/** The tags each of our letters carries (`shared/aws/post-office.ts`); SES gives them back as lists. */
const Tags = z.object({
  booking: z.tuple([Reference]),
  revision: z.tuple([
    z
      .string()
      .regex(/^\d{1,9}$/)
      .transform(Number),
  ]),
  notice: z.tuple([NoticeKind]),
});

/** Those of an answer to a mail. */
const AnswerTags = z.object({ mail: z.tuple([MailIn.shape.id]), notice: z.tuple([MailNotice]) });

/** Source: Amazon SES Developer Guide, "Examples of event data that Amazon SES publishes to Amazon SNS". */
const News = z.object({
  eventType: z.enum(['Delivery', 'DeliveryDelay', 'Bounce', 'Complaint', 'Reject']),
  mail: z.object({ tags: z.unknown() }),
});
const SnsEvent = z.object({ Records: z.array(z.object({ Sns: z.object({ Message: z.string() }) })) });

const why = { Bounce: 'bounced', Complaint: 'complained', Reject: 'rejected', DeliveryDelay: 'delayed' } as const;

/**
 * What became of a letter: delivered, or come back or late, which puts the person on the call list and tells staff. News may
 * come twice, in any order, and before our own mark that it was sent.
 */
export const handler = listen(SnsEvent, async ({ Records }, now) => {
  for (const { Sns } of Records) {
    // SES also sends a sentence when the destination is set up.
    if (Sns.Message.startsWith('{')) await hear(News.parse(JSON.parse(Sns.Message)), now);
    else log({ news: 'no event' });
  }
});

const hear = async (news: z.infer<typeof News>, now: Instant): Promise<void> => {
  const { eventType, mail } = news;
  const answered = AnswerTags.safeParse(mail.tags);
  if (answered.success) return hearOfAnswer(eventType, answered.data, now);
  const tags = Tags.safeParse(mail.tags);
  // Somebody else's mail, such as a trial by hand.
  if (!tags.success) return log({ news: eventType, about: 'no notice of ours' });
  const [[booking], [revision], [kind]] = [tags.data.booking, tags.data.revision, tags.data.notice];
  const owed = { booking, revision };
  const changed =
    eventType === 'Delivery'
      ? await outbox.advance(owed, kind, ({ state, tries, why, proof }) =>
          state === 'sent' ||
          state === 'pending' ||
          (state === 'to-be-phoned' && (why === 'delayed' || why === 'unsent'))
            ? { state: 'delivered', at: now, tries, ...(proof && { proof }) }
            : undefined,
        )
      : await outbox.cameBack(owed, kind, why[eventType], now);
  if (isTelling(kind)) await outbox.settle(booking, now);
  log({ booking, notice: kind, news: eventType, state: changed?.state });
};

/** An answer that did not arrive: the mail is on the staff's list anyway, and there they see it. */
const hearOfAnswer = async (
  eventType: z.infer<typeof News>['eventType'],
  { mail: [id], notice: [kind] }: z.infer<typeof AnswerTags>,
  now: Instant,
): Promise<void> => {
  const changed = await mails.advance(id, kind, (notice) => {
    if (eventType === 'Delivery')
      return notice.state === 'sent' || notice.state === 'pending'
        ? { ...notice, state: 'delivered', at: now }
        : undefined;
    return notice.state === 'failed' ? undefined : { ...notice, state: 'failed', at: now, why: why[eventType] };
  });
  log({ mail: id, notice: kind, news: eventType, state: changed?.notices[kind]?.state });
};
