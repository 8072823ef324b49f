import { ProgrammingError } from '../errors.ts';
import { Sql, type SqlValue } from '../sql/fragment.ts';
import { tokens } from '../sql/lexer.ts';
import { sqlValue } from '../sql/value.ts';
import { checkStatement } from '../validate.ts';
import { withLists } from './lists.ts';

/** Servers take 1000 parameters with a request; of more than this, lists become one each. */
const MANY = 500;

/**
 * A statement with `?` for its values, as Cube writes them, as one with parameters of the server. What stands inside of
 * strings, quoted names and comments is no place for a value; without values the statement stays as it is.
 */
export function bind(query: string, values: readonly unknown[] | null = []): Sql {
  checkStatement(query, 'ClickHouseDriver');
  if (values === null || values.length === 0) return new Sql([query]);
  const marks = marksOf(query);
  if (marks.length !== values.length) {
    const message = `the statement has ${marks.length} places for values ('?'), and there are ${values.length} values; write a ? b : c as if(a, b, c)`;
    throw new ProgrammingError(message, { code: 'ERR_UNBOUND_PARAMETER', sql: query });
  }
  const borders = [-1, ...marks, query.length];
  const texts = borders.slice(1).map((border, index) => query.slice((borders[index] ?? 0) + 1, border));
  const parts = values.length > MANY ? withLists({ texts, values }) : { texts, values };
  const pieces: (string | SqlValue | Sql)[] = [];
  for (const [index, value] of parts.values.entries()) {
    pieces.push(parts.texts[index] ?? '', value instanceof Sql ? value : sqlValue(value, `value ${index + 1}`));
  }
  return new Sql([...pieces, parts.texts.at(-1) ?? '']);
}

/** Where a statement has a question mark of its own. */
function marksOf(query: string): number[] {
  const marks: number[] = [];
  for (const { kind, start, end } of tokens(query)) {
    if (kind !== 'other') continue;
    for (let at = query.indexOf('?', start); at >= 0 && at < end; at = query.indexOf('?', at + 1)) marks.push(at);
  }
  return marks;
}
