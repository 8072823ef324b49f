/** The layout of tables, with tables of any content. */
import test from 'ava';
import stringWidth from 'string-width';

import type { TableColumn } from '../../src/cli/table/columns.ts';
import { bordersOf, type Style, styleOf } from '../../src/cli/table/style.ts';
import { NULL } from '../../src/cli/table/tab-separated.ts';
import { Table } from '../../src/cli/table/table.ts';
import { harmless } from '../../src/cli/table/harmless.ts';
import { cut, sized } from '../../src/cli/table/text.ts';
import { bytes, count, duration, rows } from '../../src/cli/units.ts';

const letters = [
  'a',
  'Z',
  ' ',
  '"',
  '東',
  'é',
  'e\u0301',
  '👍🏽',
  '👩‍👩‍👧',
  'ﷺ',
  '\u200b',
  '\u001b',
  '\u0007',
  '\u202e',
  '🇩🇪',
  'ก็',
];

/** Numbers that look like chance, the same in each run. */
function chance(seed: number): (below: number) => number {
  let state = seed + 1;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

function column(name: string, numeric: boolean): TableColumn {
  return { name, numeric, whole: numeric, literal: false, mayBeEmpty: true };
}

function someText(next: (below: number) => number, longest: number): string {
  return Array.from({ length: next(longest + 1) }, () => letters[next(letters.length)]).join('');
}

test('all lines of a page are of one width, which is that of the terminal at most where texts can give way', (t) => {
  for (let seed = 0; seed < 300; seed++) {
    const next = chance(seed);
    const columns = Array.from({ length: 1 + next(5) }, () => column(someText(next, 12), next(3) === 0));
    const row = () =>
      columns.map(({ numeric }) => (next(8) === 0 ? NULL : numeric ? String(next(1e9)) : someText(next, 40)));
    const available = 40 + next(100);
    const style = styleOf.box;
    const table = new Table(columns, { style, available, widest: 30, colors: false });
    const page = table.page(Array.from({ length: next(6) }, row)) + table.end();
    const widths = new Set(
      page
        .trimEnd()
        .split('\n')
        .map((line) => stringWidth(line)),
    );
    t.is(widths.size, 1, `seed ${seed}:\n${page}`);
    const [width = 0] = widths;
    const least = bordersOf(style, columns.length) + columns.length * 10;
    t.true(width <= Math.max(available, least), `seed ${seed}: ${width} of ${available}\n${page}`);
  }
});

test('a later page is as wide as the one before, or begins a table of its own', (t) => {
  for (let seed = 0; seed < 100; seed++) {
    const next = chance(seed);
    const table = new Table([column('a', false)], {
      style: styleOf.box,
      available: 200,
      widest: 50,
      colors: false,
    });
    let last = 0;
    for (let page = 0; page < 4; page++) {
      const text = table.page([[someText(next, 30)]]);
      const lines = text.trimEnd().split('\n');
      const width = stringWidth(lines.at(-1) ?? '');
      t.is(lines.length === 1, width === last, text);
      t.true(width >= last);
      last = width;
    }
  }
});

test('what is cut fits, and what fits is not cut', (t) => {
  for (let seed = 0; seed < 500; seed++) {
    const next = chance(seed);
    const text = harmless(someText(next, 60));
    const columns = 1 + next(30);
    const short = cut(text, columns);
    const said = JSON.stringify([text, short, columns]);
    t.true(short.width <= columns, said);
    t.is(short.width, stringWidth(short.text), said);
    t.is(short.text === text, stringWidth(text) <= columns, said);
    t.is(sized(text).width, stringWidth(text));
    t.notRegex(text, /[\p{Cc}\u202e]/u);
  }
});

test('a character is as wide as the terminal thinks', (t) => {
  for (let code = 0x20; code < 0x2100; code++) {
    const text = harmless(String.fromCodePoint(code));
    t.is(sized(text).width, stringWidth(text), code.toString(16));
  }
});

test('styles know the room that they take', (t) => {
  for (const style of Object.values(styleOf) as Style[]) {
    const table = new Table([column('a', true), column('b', true)], { style, available: 80, widest: 9, colors: false });
    t.is(
      stringWidth(
        table
          .page([['1', '2']])
          .split('\n')
          .at(-2) ?? '',
      ),
      bordersOf(style, 2) + 2,
    );
  }
});

test('numbers are told in three digits and a unit', (t) => {
  const cases: [number, string][] = [
    [0, '0'],
    [999, '999'],
    [999.7, '1.00 k'],
    [1234, '1.23 k'],
    [99_960, '100 k'],
    [999_600, '1.00 M'],
    [12_345_678, '12.3 M'],
    [5e15, '5.00 P'],
    [5e18, '5000 P'],
  ];
  for (const [amount, text] of cases) t.is(count(amount), text);
  t.is(bytes(1536), '1.54 kB');
  t.is(bytes(0), '0 B');
  t.deepEqual([0, 1, 1_234_567].map(rows), ['0 rows', '1 row', '1 234 567 rows']);
  t.deepEqual([5, 12_345, 59_960, 125_000].map(duration), ['0.005 s', '12.3 s', '1 min 0 s', '2 min 5 s']);
});
