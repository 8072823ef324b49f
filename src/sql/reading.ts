import { tokens } from './lexer.ts';

/** What statements begin with that only read. */
const reading = new Set(['SELECT', 'FROM', 'SHOW', 'DESC', 'DESCRIBE', 'EXPLAIN', 'EXISTS', 'VALUES', 'CHECK']);

/** Whether a statement can be run twice without harm. What cannot be told counts as one that cannot. */
export function onlyReads(sql: string): boolean {
  let named = false;
  for (const { kind, start, end } of tokens(sql)) {
    if (kind === 'space' || kind === 'comment') continue;
    const text = sql.slice(start, end);
    const word = kind === 'word' ? text.toUpperCase() : '';
    if (named) {
      // `WITH … INSERT` is one statement; a name like this costs no more than a retry.
      if (word === 'INSERT') return false;
    } else if (word === 'WITH') {
      named = true;
    } else if (kind !== 'other' || !/^\(+$/.test(text)) {
      return reading.has(word);
    }
  }
  return named;
}
