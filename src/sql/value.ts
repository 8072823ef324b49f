import type { ClickHouseType } from '../../index.js';
import { TypedValue } from '../columns/typed-value.ts';
import { ProgrammingError } from '../errors.ts';
import { inferredType } from '../parameters/inferred.ts';
import { naming } from '../parameters/refusal.ts';
import { invalid, isRecord } from '../validate.ts';
import { SqlValue } from './fragment.ts';
import { placeholders } from './placeholders.ts';

/** A value of the type that it says or that is found for it; `what` names it in errors. */
export function sqlValue(value: unknown, what: string): SqlValue {
  if (value === undefined) {
    throw new ProgrammingError(`${what} is undefined; NULL is null`, { code: 'ERR_UNBOUND_PARAMETER' });
  }
  if (value instanceof TypedValue) return typedSqlValue(value.value, value.type, what);
  return new SqlValue(
    value,
    naming(what, () => inferredType(value)),
  );
}

/** A value of a chosen type, whose name becomes a part of the statement. */
export function typedSqlValue(value: unknown, type: string | ClickHouseType, what: string): SqlValue {
  const name: unknown = isRecord(type) ? type.name : type;
  const [found, ...others] = typeof name === 'string' ? placeholders(`{p:${name}}`) : [];
  if (found === undefined || found.type !== name || others.length > 0) {
    throw invalid(`${what}: the type must be the name of a type`);
  }
  return new SqlValue(value, found.type);
}
