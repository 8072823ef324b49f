import test from 'ava';

import type { InserterOptions } from '../../index.js';
import { createClient, InterfaceError, ProgrammingError } from '../../src/index.ts';

const client = createClient('http://127.0.0.1:1');

const wrong: readonly [string, object, RegExp][] = [
  ['maxRows', { maxRows: 0 }, /'maxRows' must be an integer from 1 .*, got 0/],
  ['maxRows of no integer', { maxRows: 1.5 }, /'maxRows'/],
  ['maxBytes', { maxBytes: '1' }, /'maxBytes' .*got a string/],
  ['maxWait below zero', { maxWait: -1 }, /'maxWait' must be .* in milliseconds, or Infinity, got -1/],
  ['maxWait beyond timers', { maxWait: 2 ** 31 }, /'maxWait'/],
  ['maxWait of no number', { maxWait: Number.NaN }, /'maxWait'/],
  ['concurrency', { concurrency: 0 }, /'concurrency'/],
  ['maxPending', { maxPending: null }, /'maxPending'/],
  ['deduplicate', { deduplicate: 'auto' }, /'deduplicate' must be a boolean/],
  ['onError', { onError: {} }, /'onError' must be a function/],
  ['signal', { signal: {} }, /'signal' must be an AbortSignal/],
  ['an unknown option', { maxrow: 1 }, /unknown option 'maxrow'; did you mean 'maxRows'\?/],
  ['one id for all inserts', { queryId: 'x' }, /unknown option 'queryId'/],
  ['one token for all inserts', { deduplicationToken: 'x' }, /unknown option 'deduplicationToken'/],
  ['columns in place of rows', { columnOriented: true }, /unknown option 'columnOriented'/],
  ['columnNames', { columnNames: 'a' }, /'columnNames'/],
  ['settings', { settings: { query_id: 'x' } }, /'query_id' is not a setting/],
  ['headers', { headers: { authorization: 'x' } }, /authorization/i],
];

for (const [what, options, message] of wrong) {
  test(`wrong options are refused at once: ${what}`, (t) => {
    const error = t.throws(() => client.inserter('t', options as InserterOptions), {
      instanceOf: InterfaceError,
      code: 'ERR_INVALID_ARG',
    });
    t.regex(error?.message ?? '', message);
    t.regex(error?.message ?? '', /^inserter: /);
  });
}

test('wrong formats are refused at once', (t) => {
  t.throws(() => client.inserter('t', { writeFormats: { UInt64: 'nonsense' } }), {
    instanceOf: ProgrammingError,
    code: 'ERR_UNKNOWN_FORMAT',
  });
});

test('options that are undefined count as absent', (t) => {
  const options: InserterOptions = { maxRows: undefined, maxWait: undefined, onError: undefined, signal: undefined };
  t.notThrows(() => client.inserter('t', options));
});

test('what is no table is refused at once', (t) => {
  for (const table of ['', '.', 7, undefined] as string[]) {
    t.throws(() => client.inserter(table), { instanceOf: InterfaceError, code: 'ERR_INVALID_ARG' });
  }
});

test('what is no row is refused at once, and its batch with it', (t) => {
  const inserter = client.inserter('t');
  for (const row of [undefined, null, 7, 'text', true, () => undefined]) {
    t.throws(() => inserter.add(row), { instanceOf: InterfaceError, code: 'ERR_INVALID_ARG', message: /row/ });
    t.throws(() => inserter.addBatch([{ n: 1 }, row]), { instanceOf: InterfaceError, code: 'ERR_INVALID_ARG' });
  }
  t.throws(() => inserter.addBatch(new Array(3)), { instanceOf: InterfaceError, code: 'ERR_INVALID_ARG' });
  for (const rows of [undefined, { n: 1 }, new Set([{ n: 1 }])] as unknown as unknown[][]) {
    t.throws(() => inserter.addBatch(rows), { instanceOf: InterfaceError, message: /array/ });
  }
  t.is(inserter.stats.rowsQueued, 0);
});
