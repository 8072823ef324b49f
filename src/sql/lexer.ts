/**
 * Cuts SQL the way the server does (`src/Parsers/Lexer.cpp`), as far as it takes to know what stands
 * inside of strings, quoted identifiers and comments and what does not.
 */

import { Heredocs } from './heredoc.ts';

export type TokenKind = 'space' | 'comment' | 'word' | 'quoted' | 'open' | 'close' | 'colon' | 'other';

export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
}

/** Digits may start a word, as in `1st`; a dollar sign inside of one is a letter. */
const word = /[A-Za-z_$][\w$]*|\d\w*/y;
const space = /\s+/y;
/** A mark needs a blank or `!` behind it: `#1` is an operator of other dialects. */
const lineComment = /(?:--|\/\/|#[ !])[^\n]*/y;
/** Nothing that a token of another kind starts with. */
const plain = /[^\s\w$'"`‘“#/{}:-]+/y;

/** The tokens of a statement. Ends early at a string, identifier or comment that is not closed: the server refuses it. */
export function* tokens(sql: string): Generator<Token, void, void> {
  const heredocs = new Heredocs(sql);
  let position = 0;
  while (position < sql.length) {
    const start = position;
    const { kind, end } = next(sql, start, heredocs);
    if (end < 0) return;
    position = end;
    yield { kind, start, end };
  }
}

function next(sql: string, start: number, heredocs: Heredocs): { kind: TokenKind; end: number } {
  const character = sql[start];
  switch (character) {
    case '{':
      return { kind: 'open', end: start + 1 };
    case '}':
      return { kind: 'close', end: start + 1 };
    case "'":
    case '"':
    case '`':
      return { kind: 'quoted', end: quotedEnd(sql, start + 1, character) };
    case '‘':
      return { kind: 'quoted', end: endAfter(sql, '’', start + 1) };
    case '“':
      return { kind: 'quoted', end: endAfter(sql, '”', start + 1) };
    case ':':
      return sql[start + 1] === ':' ? { kind: 'other', end: start + 2 } : { kind: 'colon', end: start + 1 };
    case '$': {
      const end = heredocs.endOf(start);
      if (end !== undefined) return { kind: 'quoted', end };
      break;
    }
  }
  if (sql.startsWith('/*', start)) return { kind: 'comment', end: blockCommentEnd(sql, start) };
  return (
    match(space, 'space', sql, start) ??
    match(lineComment, 'comment', sql, start) ??
    match(word, 'word', sql, start) ??
    match(plain, 'other', sql, start) ?? { kind: 'other', end: start + 1 }
  );
}

function match(
  pattern: RegExp,
  kind: TokenKind,
  sql: string,
  start: number,
): { kind: TokenKind; end: number } | undefined {
  pattern.lastIndex = start;
  return pattern.test(sql) ? { kind, end: pattern.lastIndex } : undefined;
}

function endAfter(sql: string, text: string, from: number): number {
  const position = sql.indexOf(text, from);
  return position < 0 ? -1 : position + text.length;
}

/** A quote inside of quotes is doubled or follows a backslash. */
function quotedEnd(sql: string, from: number, quote: string): number {
  const mark = new RegExp(`[${quote}\\\\]`, 'g');
  mark.lastIndex = from;
  for (let found = mark.exec(sql); found !== null; found = mark.exec(sql)) {
    const escaped = found[0] === '\\' || sql[found.index + 1] === quote;
    if (!escaped) return found.index + 1;
    mark.lastIndex = found.index + 2;
  }
  return -1;
}

/** Comments nest. */
function blockCommentEnd(sql: string, start: number): number {
  const border = /\/\*|\*\//g;
  border.lastIndex = start;
  let depth = 0;
  for (let found = border.exec(sql); found !== null; found = border.exec(sql)) {
    depth += found[0] === '/*' ? 1 : -1;
    if (depth === 0) return border.lastIndex;
  }
  return -1;
}
