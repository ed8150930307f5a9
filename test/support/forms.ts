/** A form of a page as a browser would send it, with everything it has filled in already. */
export type SentForm = { readonly action: string; readonly fields: Record<string, string>; readonly text: string };

const attribute = (tag: string, name: string): string | undefined => {
  const value = new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1];
  return value?.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'");
};

/** The forms of a page by which something is done. */
export const formsIn = (page: string): SentForm[] =>
  [...page.matchAll(/<form method="post" action="([^"]+)">([\s\S]*?)<\/form>/g)].map(([, action = '', text = '']) => ({
    action,
    text,
    fields: Object.fromEntries(
      [...text.matchAll(/<input [^>]*>/g)]
        .map(([tag]) => tag)
        .filter((tag) => !/ type="(?:radio|checkbox)"/.test(tag) || / checked/.test(tag))
        .flatMap((tag) => {
          const name = attribute(tag, 'name');
          return name === undefined ? [] : [[name, attribute(tag, 'value') ?? '']];
        }),
    ),
  }));

/** What a page says, without its markup; what is kept on one line stands in its sentence. */
export const textOf = (page: string): string =>
  page
    .replace(/<span class="whole">([^<]*)<\/span>/g, '$1')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

/**
 * The fields of the first form that leads to an address, or of a text that holds nothing else, as a browser would send them: lists
 * with what is chosen in them or their first line, boxes and buttons of choice only if they are ticked.
 */
export const fieldsTo = (page: string, action: string): Record<string, string> => {
  const [, inside] = page.split(`action="${action}"`);
  if (inside === undefined) throw new Error(`no form leads to ${action}`);
  const controls = inside.split('</form>')[0]?.match(/<input [^>]*>|<select [^>]*>[\s\S]*?<\/select>/g) ?? [];
  return Object.fromEntries(
    controls.flatMap((control) => {
      const [tag = ''] = /^<[^>]*>/.exec(control) ?? [];
      const name = attribute(tag, 'name');
      if (name === undefined || (/ type="(?:radio|checkbox)"/.test(tag) && !/ checked/.test(tag))) return [];
      if (tag.startsWith('<input')) return [[name, attribute(tag, 'value') ?? '']];
      const options = control.match(/<option[^>]*>[^<]*/g) ?? [];
      const chosen = options.find((option) => / selected/.test(option)) ?? options[0] ?? '';
      return [[name, attribute(`${chosen.split('>')[0]}>`, 'value') ?? chosen.split('>')[1] ?? '']];
    }),
  );
};

/** What stands beside the fields that have to be put right, by their ids. */
export const errorsIn = (page: string): Record<string, string> =>
  Object.fromEntries(
    [...page.matchAll(/<p class="error" id="([^"]+)-error">＊(.*?)<\/p>/g)].map(([, id = '', text = '']) => [
      id,
      textOf(text),
    ]),
  );

/** The fields marked as wrong. */
export const markedIn = (page: string): string[] =>
  [...page.matchAll(/ name="([^"]+)"[^>]* aria-invalid="true"/g)].map(([, name = '']) => name);
