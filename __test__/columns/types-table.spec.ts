/** docs/types.md against the code: every family has a row, and every row the formats that its families have. */
import { readFileSync } from 'node:fs';
import test from 'ava';

import { familyFormats } from '../../src/columns/registry.ts';

interface Row {
  readonly type: string;
  readonly read: string;
  readonly formats: readonly string[];
}

const table = readFileSync(new URL('../../docs/types.md', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| type '));

const rows: readonly Row[] = table.map((line) => {
  const [, type = '', read = '', formats = ''] = line.split(/ ?\| /);
  return {
    type: type.replace(/^\| /, ''),
    read,
    formats: [...formats.matchAll(/`([a-z]+)`/g)].map(([, name = '']) => name),
  };
});

/** The types of a row, without arguments and conditions. */
function nameOf(type: string): string {
  return type.replace(/\(.*?\)/g, '(').replace(/ of .*|, (?:K a|any) .*/, '');
}

/** The rows of a family; `Interval` stands for its units. */
function rowsOf(family: string): readonly Row[] {
  const word = new RegExp(`(?:^|, | … )${family === 'Interval' ? 'Interval\\w+' : family}(?:\\(|,| |$)`);
  return rows.filter(({ type }) => word.test(nameOf(type)));
}

for (const [family, { form, formats }] of familyFormats()) {
  test(`${family} is in the table as it is in the code`, (t) => {
    const found = rowsOf(family);
    t.true(found.length > 0, 'it has no row');
    for (const row of found) {
      // UInt64 shares its row with Int64, which has one format less.
      const shared = family === 'Int64' ? ['signed'] : [];
      t.deepEqual([...row.formats].filter((name) => !shared.includes(name)).sort(), [...formats].sort(), row.type);
      const named = form === 'date' ? /Date/ : new RegExp(form === 'bytes' ? 'Buffer' : (form ?? ''));
      t.regex(row.read, named);
    }
  });
}
