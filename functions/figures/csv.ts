import { stringify } from 'csv-stringify/sync';
import type { Office } from '../../shared/domain/office.ts';
import { cellText, deskName, type FigureTable } from '../../shared/pages/counter/figure-tables.ts';
import type { Chosen } from '../../shared/pages/counter/figures.ts';

/**
 * What a spreadsheet might take for a formula, or for the end of a cell: it gets an apostrophe, which shows it as text. Full-width
 * signs too, which Japanese Excel reads like the others.
 * Source: OWASP, CSV Injection.
 */
const harmless = (text: string): string => (/^[=+\-@\t\r\n'"＝＋－＠]/.test(text) ? `'${text}` : text);

/** [Staff CSV] All tables in one, a line for each number: UTF-8 with a byte order mark and CRLF, as Excel wants it. */
export const csvOf = (office: Office, { from, to, desk }: Chosen, tables: readonly FigureTable[]): string =>
  stringify(
    tables.flatMap(({ title, columns, rows }) =>
      rows.flatMap((row) =>
        columns.map((column, index) => [
          from,
          to,
          deskName(office, column.desk ?? desk),
          title,
          row.name,
          column.desk === undefined ? column.name : '件数',
          cellText(row.cells[index], column.share),
        ]),
      ),
    ),
    {
      header: true,
      columns: ['期間の始め', '期間の終わり', '窓口', '表', '項目', '数えたもの', '数'],
      bom: true,
      record_delimiter: 'windows',
      cast: { string: harmless },
    },
  );
