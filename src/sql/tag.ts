import type { ClickHouseType, SqlTag } from '../../index.js';
import { quoteIdentifier } from '../identifier.ts';
import { invalid } from '../validate.ts';
import { Sql, type SqlValue } from './fragment.ts';
import { sqlValue, typedSqlValue } from './value.ts';

function tag(strings: TemplateStringsArray, ...values: readonly unknown[]): Sql {
  if (!Array.isArray(strings?.raw)) throw invalid('sql: it is a tag, as in sql`SELECT 1`; a text is sql.raw(text)');
  const pieces = strings.map((text: string | undefined, index) => {
    // What a template has of an escape that JavaScript does not know.
    if (text === undefined) throw invalid('sql: a backslash begins an escape that JavaScript does not know; double it');
    return index < values.length ? [text, piece(values[index], index)] : [text];
  });
  return new Sql(pieces.flat());
}

/** What a value is in a statement; fragments are parts of it. */
function piece(value: unknown, index: number): SqlValue | Sql {
  if (value instanceof Sql) return value;
  return sqlValue(value, `sql: value ${index + 1}`);
}

function param(value: unknown, type: string | ClickHouseType): Sql {
  return new Sql([typedSqlValue(value, type, 'sql.param')]);
}

function ident(...parts: readonly string[]): Sql {
  if (parts.length === 0) throw invalid('sql.ident: give the parts of a name');
  return new Sql([parts.map(quoteIdentifier).join('.')]);
}

function raw(text: string): Sql {
  if (typeof text !== 'string') throw invalid('sql.raw: the text must be a string');
  return new Sql([text]);
}

function join(list: Iterable<unknown>, separator: string | Sql = ', '): Sql {
  if (typeof list !== 'object' || typeof list?.[Symbol.iterator] !== 'function') {
    throw invalid('sql.join: the list must be an array or another iterable');
  }
  if (typeof separator !== 'string' && !(separator instanceof Sql)) {
    throw invalid('sql.join: the separator must be a string or sql``');
  }
  const items = Array.from(list, piece);
  return new Sql(items.flatMap((item, index) => (index === 0 ? [item] : [separator, item])));
}

export const sql: SqlTag = Object.freeze(Object.assign(tag, { ident, join, raw, param }));
