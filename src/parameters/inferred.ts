import { checkTree, inferred, NO_LIMITS } from '../columns/inference.ts';
import { TypedValue } from '../columns/typed-value.ts';
import { describe } from '../columns/value-error.ts';
import { parseType } from '../datatype.ts';
import { DT64Param } from './dt64-param.ts';
import { Refusal } from './refusal.ts';

const PLACE = { row: 0, typeName: 'sql', limits: NO_LIMITS };

/** The type of a value that nobody has declared. */
export function inferredType(value: unknown): string {
  if (value === null) return 'Nullable(Nothing)';
  if (value instanceof TypedValue) return value.type;
  if (value instanceof DT64Param) return inferredType(value.value);
  if (value instanceof Set) return inferredType([...value]);
  checkTree(value, 0, PLACE.typeName);
  const type = inferred([value], PLACE, parseType);
  if (type === undefined) throw new Refusal(`${describe(value)} has no type of its own: use sql.param(value, type)`);
  // Instants are read in UTC, so that their digits do not depend on the session; wall times are those of the session.
  return holdsWallTime(value) ? type.name : type.name.replace(/\bDateTime64\((\d)\)/g, "DateTime64($1, 'UTC')");
}

function holdsWallTime(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(holdsWallTime);
  if (value instanceof Map) return [...value].some(holdsWallTime);
  return Object.prototype.toString.call(value) === '[object Temporal.PlainDateTime]';
}
