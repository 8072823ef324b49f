import { InterfaceError } from './errors.ts';
import { nearest } from './nearest.ts';

/** Says what an option must be when the value is not that; `undefined` means that it is. */
export type Check = (value: unknown) => string | undefined;

/** The checks of a set of options, by name. */
export type Checks<T> = { readonly [K in keyof Required<T>]: Check };

export function invalid(message: string, cause?: unknown): InterfaceError {
  return new InterfaceError(message, { code: 'ERR_INVALID_ARG', cause });
}

/** Throws for anything but an object whose members are known and pass their check. `undefined` members count as absent. */
export function validate<T extends object>(options: unknown, checks: Checks<T>, where: string): asserts options is T {
  if (!isRecord(options)) throw invalid(`${where}: options must be an object, got ${kindOf(options)}`);
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(checks, name)) throw unknownName(name, Object.keys(checks), where);
    if (value === undefined) continue;
    const expected = checks[name as keyof T](value);
    if (expected !== undefined) throw invalid(`${where}: option '${name}' must be ${expected}, got ${kindOf(value)}`);
  }
}

/** Throws for what cannot be a statement; whether it is one is for the server to judge. */
export function checkStatement(sql: unknown, where: string): asserts sql is string {
  if (typeof sql !== 'string') throw invalid(`${where}: the statement must be a string or sql\`\`, got ${kindOf(sql)}`);
  if (sql.trim() === '') throw invalid(`${where}: the statement is empty`);
}

function unknownName(name: string, names: readonly string[], where: string): InterfaceError {
  const meant = nearest(name, names);
  return invalid(`${where}: unknown option '${name}'${meant === undefined ? '' : `; did you mean '${meant}'?`}`);
}

/** What a value is, without the value: it may be a secret. */
function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'number') return String(value);
  if (value === '') return 'an empty string';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || ArrayBuffer.isView(value)) return false;
  return !(value instanceof Date || value instanceof Map || value instanceof Set || value instanceof URL);
}

export const text: Check = (value) => (typeof value === 'string' ? undefined : 'a string');

export const name: Check = (value) =>
  typeof value === 'string' && value !== '' ? undefined : 'a string that is not empty';

export const flag: Check = (value) => (typeof value === 'boolean' ? undefined : 'a boolean');

export const callable: Check = (value) => (typeof value === 'function' ? undefined : 'a function');

export const record: Check = (value) => (isRecord(value) ? undefined : 'an object');

/** An object whose members are all strings. */
export const texts: Check = (value) =>
  isRecord(value) && Object.values(value).every((item) => typeof item === 'string')
    ? undefined
    : 'an object of strings';

export const names: Check = (value) => {
  const list = Array.isArray(value) ? value : [value];
  return list.length > 0 && list.every((item) => name(item) === undefined)
    ? undefined
    : 'a string or an array of strings';
};

export function integer(lowest: number, highest: number): Check {
  return (value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= lowest && value <= highest
      ? undefined
      : `an integer from ${lowest} to ${highest}`;
}

/** Durations cross the border as 32-bit numbers of milliseconds. */
export const milliseconds: Check = (value) => {
  const expected = integer(0, 0xffff_ffff)(value);
  return expected && `${expected}, in milliseconds`;
};

export const signal: Check = (value) => (value instanceof AbortSignal ? undefined : 'an AbortSignal');

export const callback: Check = (value) => (typeof value === 'function' ? undefined : 'a function');

/** An object of any class with at least these methods. */
export function withMethods(...methods: readonly string[]): Check {
  return (value) => {
    const has = (method: string): boolean => typeof (value as Record<string, unknown>)[method] === 'function';
    if (typeof value === 'object' && value !== null && methods.every(has)) return undefined;
    return methods.length === 0 ? 'an object' : `an object with the method ${methods.join(', ')}`;
  };
}

export function oneOf(...allowed: readonly unknown[]): Check {
  const list = allowed.map((item) => (typeof item === 'string' ? `'${item}'` : String(item))).join(', ');
  return (value) => (allowed.includes(value) ? undefined : `one of ${list}`);
}
