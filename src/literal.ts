/** Texts for SQL and for the text formats of the server, which escape alike (`src/IO/WriteHelpers.h`). */

import { invalid } from './validate.ts';

const named: Readonly<Record<string, string>> = {
  '\0': '\\0',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
  "'": "\\'",
  '\\': '\\\\',
};

const special = /[\0\b\t\n\f\r'\\]/g;

/** The text as it stands between single quotes. */
export function escapeString(text: string): string {
  if (typeof text !== 'string') throw invalid(`escapeString: the text must be a string, got a ${typeof text}`);
  return text.replace(special, (character) => named[character] ?? character);
}

export function quoteString(text: string): string {
  return `'${escapeString(text)}'`;
}
