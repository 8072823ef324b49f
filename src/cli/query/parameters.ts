/** Values of `--param` as those of a statement. */
import { declaredType } from '../../parameters/declared-type.ts';
import { innermost } from '../../parameters/format.ts';
import { Verbatim } from '../../parameters/verbatim.ts';
import { placeholders } from '../../sql/placeholders.ts';
import { UsageError } from '../exit.ts';

/** Types whose texts are literals: `[1,2]`, `(1,'a')`, `{'a':1}`. */
const literal = /^(?:Array|Tuple|Map|Nested|QBit|Variant|Point|Ring|LineString|Polygon|Multi\w+)$/;
const flags: Readonly<Record<string, boolean>> = { true: true, false: false, 1: true, 0: false };

/** The values of the placeholders of a statement, each in the form that its type needs. */
export function valuesOf(
  sql: string,
  given: Readonly<Record<string, string>> | undefined,
): Record<string, unknown> | undefined {
  if (given === undefined) return undefined;
  const values: Record<string, unknown> = {};
  for (const { name, type } of placeholders(sql)) {
    const text = Object.hasOwn(given, name) ? given[name] : undefined;
    if (text !== undefined) values[name] = parameterOf(text, type);
  }
  return values;
}

/** All names that no statement has: a slip of the pen. */
export function checkNames(statements: readonly string[], given: Readonly<Record<string, string>> = {}): void {
  const known = new Set(statements.flatMap((sql) => placeholders(sql).map(({ name }) => name)));
  const surplus = Object.keys(given).find((name) => !known.has(name));
  if (surplus !== undefined) throw new UsageError(`--param ${surplus}: there is no placeholder {${surplus}:Type}`);
}

function parameterOf(text: string, type: string): unknown {
  if (type === 'Identifier') return text;
  const { inner, nullable } = innermost(declaredType(type));
  if (nullable && text === '\\N') return null;
  if (literal.test(inner.kind)) return new Verbatim(text);
  return inner.kind === 'Bool' && Object.hasOwn(flags, text) ? flags[text] : text;
}
