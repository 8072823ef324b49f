import test from 'ava';

import {
  escapeString,
  formatParameter,
  InterfaceError,
  parseType,
  PreciseDate,
  quoteIdentifier,
  sql,
  typedValue,
} from '../src/index.ts';

test('what helpers cannot use is an error of the interface', (t) => {
  const calls: Readonly<Record<string, (value: never) => unknown>> = {
    parseType,
    escapeString,
    quoteIdentifier,
    'formatParameter of a type': (type) => formatParameter(1, type),
    'sql.param of a type': (type) => sql.param(1, type),
    typedValue: (type) => typedValue(type, 1),
    PreciseDate: (instant) => new PreciseDate(instant),
    'PreciseDate with digits': (digits) => new PreciseDate(1n, digits ?? 99),
    'sql.raw': (text) => sql.raw(text),
  };
  for (const [name, call] of Object.entries(calls)) {
    for (const value of [undefined, null, 5.5, {}] as never[]) {
      t.throws(() => call(value), { instanceOf: InterfaceError, code: 'ERR_INVALID_ARG' }, `${name} ${value}`);
    }
  }
});
