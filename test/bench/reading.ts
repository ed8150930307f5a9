import { simpleParser } from 'mailparser';
import { readMail } from '../../shared/mail/reading/read-mail.ts';
import { expectations, monday, noClosures, sampleOf } from '../support/mails.ts';
import { type Figure, figure, interleaved, median, ms, timed, times } from './measure.ts';
import { offices } from './stage.ts';

/** Reading a mail, from its bytes to the decision, beside what a well-known library takes for opening it alone. */
export const readingFigures = async (): Promise<Figure[]> => {
  const measured = [];
  for (const { file, office } of expectations()) {
    const raw = sampleOf(file);
    const read = () => readMail(raw, office === 'kabe' ? offices.kabe : offices.aomori, noClosures, monday);
    measured.push(
      await interleaved(
        () => timed(read),
        () => timed(() => simpleParser(raw)),
        40,
        5,
      ),
    );
  }
  const slowest = ms(Math.max(...measured.map(({ a }) => a)));
  return [
    figure(
      'reading a mail, warm',
      median(measured.map(({ a }) => a)),
      1,
      ms,
      `the slowest of ${measured.length} samples ${slowest}`,
    ),
    figure('reading a mail / opening it with mailparser', median(measured.map(({ ratio }) => ratio)), 3, times),
  ];
};
