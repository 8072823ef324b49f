import { Sql, SqlValue } from '../sql/fragment.ts';

/** What stands before each value of a statement and behind the last, and the values: plain ones, and SQL for several at once. */
export interface Parts {
  readonly texts: readonly string[];
  readonly values: readonly unknown[];
}

/** The lists that Cube's dialect writes: `IN (?, ?)` of texts and `IN (toFloat64(?), toFloat64(?))` of numbers. */
const lists = [
  { cast: false, before: /\bIN\s*\(\s*$/i, between: /^\s*,\s*$/, behind: /^\s*\)/ },
  {
    cast: true,
    before: /\bIN\s*\(\s*toFloat64\(\s*$/i,
    between: /^\s*\)\s*,\s*toFloat64\(\s*$/i,
    behind: /^\s*\)\s*\)/,
  },
] as const;

/** Makes each list of texts one value. */
export function withLists({ texts, values }: Parts): Parts {
  const folded: { texts: string[]; values: unknown[] } = { texts: [], values: [] };
  let before = texts[0] ?? '';
  for (let start = 0, end = 0; start < values.length; start = end) {
    const list = lists.find((candidate) => candidate.before.test(before));
    end = start + 1;
    while (list !== undefined && end < values.length && list.between.test(texts[end] ?? '')) end++;
    const items = values.slice(start, end);
    const behind = texts[end] ?? '';
    const isList = list?.behind.test(behind) === true && items.every((value) => typeof value === 'string');
    if (!isList) {
      folded.texts.push(before, ...texts.slice(start + 1, end));
      folded.values.push(...items);
      before = behind;
    } else {
      folded.texts.push(list.cast ? before.replace(/toFloat64\(\s*$/i, '') : before);
      folded.values.push(list.cast ? new Sql(['arrayMap(x -> toFloat64(x), ', array(items), ')']) : array(items));
      before = list.cast ? behind.replace(/^\s*\)/, '') : behind;
    }
  }
  return { texts: [...folded.texts, before], values: folded.values };
}

/** Bytes of text in one parameter, of which servers take 128 KiB: escaping may double them. */
const BYTES = 50_000;

/** An array, or several that are joined. */
function array(items: readonly string[]): Sql {
  const values = chunks(items).map((chunk) => new SqlValue(chunk, 'Array(String)'));
  return values.length === 1 ? new Sql(values) : new Sql(['arrayConcat(', ...separated(values), ')']);
}

function separated(values: readonly SqlValue[]): (SqlValue | string)[] {
  return values.flatMap((value, index) => (index === 0 ? [value] : [', ', value]));
}

function chunks(items: readonly string[]): string[][] {
  const all: string[][] = [];
  let size = BYTES;
  for (const item of items) {
    const bytes = Buffer.byteLength(item) + 3;
    if (all.length === 0 || size + bytes > BYTES) {
      all.push([]);
      size = 0;
    }
    all.at(-1)?.push(item);
    size += bytes;
  }
  return all;
}
