import type { ClickHouseType } from '../index.js';
import { ProgrammingError } from './errors.ts';
import { declaredType } from './parameters/declared-type.ts';
import type { DictFormat } from './parameters/dict.ts';
import { parameterText } from './parameters/format.ts';
import { naming, Refusal } from './parameters/refusal.ts';
import { namedValue } from './parameters/values.ts';
import { Verbatim } from './parameters/verbatim.ts';
import { firstWord, placeholders } from './sql/placeholders.ts';
import { invalid, isRecord } from './validate.ts';

export type ParameterPairs = readonly (readonly [name: string, value: string])[];

export interface BindingOptions {
  /** Whether the server may know a value that is not given here, as in a session with `SET param_x`. */
  readonly leaveUnbound?: boolean;
  /** What objects become in a placeholder of the type String. */
  readonly dict?: DictFormat;
}

/** Statements in which a placeholder may be part of what is stored (a parameterized view) or of the data. */
const storing = new Set(['CREATE', 'REPLACE', 'ATTACH', 'ALTER', 'INSERT']);

/** The texts of the values of a statement's `{name:Type}` placeholders, by name. Values without a placeholder are ignored. */
export function bindParameters(sql: string, parameters: unknown, options: BindingOptions = {}): ParameterPairs {
  if (parameters !== undefined && !isRecord(parameters)) {
    throw invalid("option 'parameters' must be an object of values by name");
  }
  const mayBeStored = storing.has(firstWord(sql) ?? '');
  // Spares the search through what may be megabytes of data.
  if (mayBeStored && parameters === undefined) return [];
  const bound = new Map<string, { type: string; text: string }>();
  for (const { name, type } of placeholders(sql)) {
    const value = parameters && namedValue(parameters, name);
    if (value === undefined) {
      if (options.leaveUnbound !== true && !mayBeStored) throw unbound(name, type);
      continue;
    }
    const earlier = bound.get(name);
    if (earlier?.type === type) continue;
    const text = naming(`parameter '${name}'`, () => textOf(value, type, options.dict));
    if (earlier !== undefined && earlier.text !== text) throw ambiguous(name, earlier.type, type);
    bound.set(name, { type, text });
  }
  return Array.from(bound, ([name, { text }]) => [name, text] as const);
}

/** The text that is sent for a placeholder `{x:type}`. */
export function formatParameter(value: unknown, type: string | ClickHouseType): string {
  const parsed = isRecord(type) && typeof type.kind === 'string' && Array.isArray(type.args);
  if (typeof type !== 'string' && !parsed)
    throw invalid('formatParameter: the type must be its name, or of parseType()');
  return naming(undefined, () => textOf(value, type));
}

function textOf(value: unknown, type: string | ClickHouseType, dict?: DictFormat): string {
  if (value instanceof Verbatim) return value.text;
  if (type === 'Identifier') return identifierText(value);
  return parameterText(value, typeof type === 'string' ? declaredType(type) : type, dict);
}

/** Sent as it is: the server quotes it, and takes a dot for a part of the name. */
function identifierText(value: unknown): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new Refusal(`Identifier expects a name, got ${value === '' ? 'an empty string' : `a ${typeof value}`}`);
}

function unbound(name: string, type: string): ProgrammingError {
  return new ProgrammingError(`placeholder {${name}:${type}} has no value: option 'parameters' lacks '${name}'`, {
    code: 'ERR_UNBOUND_PARAMETER',
  });
}

function ambiguous(name: string, first: string, second: string): ProgrammingError {
  return new ProgrammingError(
    `placeholder '${name}' stands as both ${first} and ${second}, which write its value differently: use two names`,
    { code: 'ERR_AMBIGUOUS_PARAMETER' },
  );
}
