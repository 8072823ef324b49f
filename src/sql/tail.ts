import { type Token, tokens } from './lexer.ts';

/**
 * A statement without what may only stand at the end of a whole one: `FORMAT Native`, semicolons, and comments and
 * spaces behind it. SETTINGS behind the format stay.
 */
export function withoutTail(sql: string): string {
  const significant = Array.from(tokens(sql)).filter(isSignificant);
  const end = endOf(sql, significant);
  const words = significant.filter((token) => token.start < end);
  const text = (token: Token | undefined): string => (token === undefined ? '' : sql.slice(token.start, token.end));
  const isWord = (index: number, word: string): boolean =>
    words[index]?.kind === 'word' && text(words[index]).toUpperCase() === word;
  for (let index = words.length - 2; index > 0; index--) {
    if (!isWord(index, 'FORMAT') || !isWord(index + 1, 'NATIVE')) continue;
    const after = words[index + 2];
    if (after !== undefined && !isWord(index + 2, 'SETTINGS')) continue;
    return sql.slice(0, words[index]?.start) + (after === undefined ? '' : sql.slice(after.start, end));
  }
  return sql.slice(0, end);
}

/** A statement without semicolons, comments and spaces behind it: where data follows, they would be part of that. */
export function withoutEnd(sql: string): string {
  return sql.slice(0, endOf(sql, Array.from(tokens(sql)).filter(isSignificant)));
}

function isSignificant({ kind }: Token): boolean {
  return kind !== 'space' && kind !== 'comment';
}

/** Where the last token ends that is more than semicolons. */
function endOf(sql: string, significant: readonly Token[]): number {
  for (const { start, end } of significant.toReversed()) {
    const kept = sql.slice(start, end).replace(/[;\s]+$/, '');
    if (kept !== '') return start + kept.length;
  }
  return 0;
}
