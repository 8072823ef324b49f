/** Other names for the columns of results, as `renameResponseColumn` wants them. */
import type { ClientOptions } from '../index.js';
import { ProgrammingError } from './errors.ts';
import { type Check, invalid } from './validate.ts';

/** Gives a column of a response the name that users see. */
export type Renamer = (name: string) => string;

type Option = ClientOptions['renameResponseColumn'];

const schemes: Readonly<Record<Extract<Option, string>, Renamer>> = {
  removePrefix: withoutPrefix,
  toCamelcase: camelcase,
  toCamelcaseWithoutPrefix: (name) => camelcase(withoutPrefix(name)),
  toUnderscore: underscore,
  toUnderscoreWithoutPrefix: (name) => underscore(withoutPrefix(name)),
};

const list = Object.keys(schemes)
  .map((name) => `'${name}'`)
  .join(', ');

export const renaming: Check = (value) =>
  typeof value === 'function' || (typeof value === 'string' && Object.hasOwn(schemes, value))
    ? undefined
    : `one of ${list}, or a function`;

export function renamerOf(option: Option): Renamer | undefined {
  if (typeof option !== 'string') return option;
  const scheme = schemes[option];
  // A scheme that leaves nothing of a name, such as that of 'a.', has nothing to say about it.
  return (name) => scheme(name) || name;
}

/**
 * The names that users see of a response's columns.
 * @throws {InterfaceError} for a function that gives something else than a name, and whatever it throws itself.
 * @throws {ProgrammingError} when two columns get one name, and rows would lose a value.
 */
export function renamed(names: readonly string[], rename: Renamer): readonly string[] {
  const origins = new Map<string, string>();
  return names.map((name) => {
    const given: unknown = rename(name);
    if (typeof given !== 'string' || given === '') {
      const what = given === '' ? 'an empty string' : `a value of type ${typeof given}`;
      throw invalid(`option 'renameResponseColumn': the function gave ${what} for column '${name}'`);
    }
    const origin = origins.get(given) ?? name;
    if (origin !== name) {
      const message = `option 'renameResponseColumn': columns '${origin}' and '${name}' would both be '${given}'; name one of them otherwise with AS`;
      throw new ProgrammingError(message, { code: 'ERR_DUPLICATE_COLUMN' });
    }
    origins.set(given, name);
    return given;
  });
}

function withoutPrefix(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

function camelcase(name: string): string {
  return name.replace(/[\s_]+([^\s_]?)/gu, (_, letter: string) => letter.toUpperCase());
}

/** Of letters that follow each other only the first becomes a small one. */
function underscore(name: string): string {
  const joints = name.replace(/[\s\p{Lu}]+/gu, (joint) => {
    const small = joint.replace(/(?<=^|\s)\p{Lu}/gu, (letter) => letter.toLowerCase());
    return `_${small.replace(/\s+/g, '')}`;
  });
  return joints.replace(/^_/, '');
}
