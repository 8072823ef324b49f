/** Which form the user wants values in, by patterns of type names: `{ '*Int64': 'string', DateTime: 'int' }`. */
import type { ClickHouseType } from '../index.js';
import { familyFormats, formatsOf } from './columns/registry.ts';
import { ProgrammingError } from './errors.ts';
import { nearest } from './nearest.ts';

/** The name of every type's default form. */
export const NATIVE = 'native';

interface Rule {
  readonly pattern: string;
  readonly matches: RegExp;
  readonly format: string;
}

/** Checked patterns of one origin. */
export class FormatRules {
  readonly #rules: readonly Rule[];

  /** @throws {ProgrammingError} for a pattern that no type has, and a format that none of its types has; `where` is its origin. */
  constructor(formats: Readonly<Record<string, string>>, where: string) {
    const rules = Object.entries(formats).map(([pattern, format]) => rule(pattern, format, where));
    // The most exact pattern decides.
    this.#rules = rules.sort((a, b) => exactness(b.pattern) - exactness(a.pattern));
  }

  /** The format for a type, among those that it has. */
  find(type: ClickHouseType): string | undefined {
    for (const { matches, format } of this.#rules) {
      if (!matches.test(type.kind) && !matches.test(type.name)) continue;
      const { form, formats } = formatsOf(type.kind);
      if (format === NATIVE || format === form) return NATIVE;
      if (formats.includes(format)) return format;
    }
    return undefined;
  }

  get formats(): readonly string[] {
    return this.#rules.map(({ format }) => format);
  }
}

const exactness = (pattern: string): number => (pattern.includes('*') ? pattern.length : Number.POSITIVE_INFINITY);

function rule(pattern: string, format: string, where: string): Rule {
  const matches = new RegExp(`^${pattern.split('*').map(escaped).join('.*')}$`);
  const bare = pattern.replace(/\(.*$/s, '');
  const families = familyFormats().filter(
    ([family]) => matches.test(family) || family === bare || (family === 'Interval' && bare.startsWith(family)),
  );
  if (families.length === 0) {
    const meant = nearest(
      bare,
      familyFormats().map(([family]) => family),
    );
    throw unknown(`${where}: no type is called '${pattern}'${meant === undefined ? '' : `; did you mean '${meant}'?`}`);
  }
  const known = new Set([
    NATIVE,
    ...families.flatMap(([, { form, formats }]) => [...(form ? [form] : []), ...formats]),
  ]);
  if (!known.has(format)) {
    const list = [...known].map((name) => `'${name}'`).join(', ');
    throw unknown(`${where}: '${pattern}' has no format '${String(format)}'; it has ${list}`);
  }
  return { pattern, matches, format };
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

function unknown(message: string): ProgrammingError {
  return new ProgrammingError(message, { code: 'ERR_UNKNOWN_FORMAT' });
}

/** The format that the first rules with one for a type give it; `undefined` for the default. */
export function firstFormat(layers: readonly FormatRules[], type: ClickHouseType): string | undefined {
  for (const rules of layers) {
    const format = rules.find(type);
    if (format !== undefined) return format === NATIVE ? undefined : format;
  }
  return undefined;
}

/** The formats that hold for all clients, where nothing else is said. */
class GlobalFormats {
  readonly #formats = new Map<string, string>();
  readonly #where: string;
  rules: FormatRules;

  constructor(where: string) {
    this.#where = where;
    this.rules = new FormatRules({}, where);
  }

  set(pattern: string, format: string): void {
    const formats = { ...Object.fromEntries(this.#formats), [pattern]: format };
    this.rules = new FormatRules(formats, this.#where);
    this.#formats.set(pattern, format);
  }

  clear(pattern?: string): void {
    if (pattern === undefined) this.#formats.clear();
    else this.#formats.delete(pattern);
    this.rules = new FormatRules(Object.fromEntries(this.#formats), this.#where);
  }
}

export const globalReadFormats = new GlobalFormats('setReadFormat');
export const globalWriteFormats = new GlobalFormats('setWriteFormat');

export const setReadFormat = (pattern: string, format: string): void => globalReadFormats.set(pattern, format);
export const clearReadFormat = (pattern?: string): void => globalReadFormats.clear(pattern);
export const setWriteFormat = (pattern: string, format: string): void => globalWriteFormats.set(pattern, format);
export const clearWriteFormat = (pattern?: string): void => globalWriteFormats.clear(pattern);
