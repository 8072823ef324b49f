/** Statements into which the client writes the values itself, for `%s` and `%(name)s`. */
import { ProgrammingError } from '../errors.ts';
import type { Mark } from '../sql/marks.ts';
import type { DictFormat } from './dict.ts';
import { expressionOf } from './expression.ts';
import { naming } from './refusal.ts';
import { namedValue } from './values.ts';

/** What may stand beside a value without becoming one with it, as `'a'` and `'b'` would. */
const before = /^[\s([,=<>]?$/;
const after = /^[\s)\],;:=]?$/;

/** The statement with the values of an array in place of each `%s`. */
export function withList(sql: string, marks: readonly Mark[], values: readonly unknown[], dict: DictFormat): string {
  const named = marks.find(({ name }) => name !== undefined);
  if (named?.name !== undefined) throw unbound(`'%(${named.name})s' takes its value from an object, not from an array`);
  const count = marks.filter(({ kind }) => kind === 'value').length;
  if (values.length > count) {
    const message = `option 'parameters' has ${values.length} values, the statement has ${count} '%s'`;
    throw new ProgrammingError(message, { code: 'ERR_SURPLUS_PARAMETER' });
  }
  let next = 0;
  return replaced(sql, marks, () => {
    const value = values[next++];
    if (value === undefined) throw unbound(`'%s' number ${next} has no value in option 'parameters'`);
    return naming(`parameter ${next}`, () => expressionOf(value, dict));
  });
}

/** The statement with the values of an object in place of each `%(name)s`. */
export function withNames(
  sql: string,
  marks: readonly Mark[],
  values: Readonly<Record<string, unknown>>,
  dict: DictFormat,
): string {
  return replaced(sql, marks, ({ name }) => {
    if (name === undefined) throw unbound("'%s' takes its value from an array, not from an object");
    const value = namedValue(values, name);
    if (value === undefined) throw unbound(`'%(${name})s' has no value: option 'parameters' lacks '${name}'`);
    return naming(`parameter '${name}'`, () => expressionOf(value, dict));
  });
}

function unbound(message: string): ProgrammingError {
  return new ProgrammingError(message, { code: 'ERR_UNBOUND_PARAMETER' });
}

function replaced(sql: string, marks: readonly Mark[], textOf: (mark: Mark) => string): string {
  const parts: string[] = [];
  let from = 0;
  for (const mark of marks) {
    parts.push(sql.slice(from, mark.start), mark.kind === 'percent' ? '%' : apart(sql, mark, textOf(mark)));
    from = mark.end;
  }
  return [...parts, sql.slice(from)].join('');
}

/** A text with blanks where it would become one with its neighbours. */
function apart(sql: string, { start, end }: Mark, text: string): string {
  return `${before.test(sql[start - 1] ?? '') ? '' : ' '}${text}${after.test(sql[end] ?? '') ? '' : ' '}`;
}
