import { tokens } from './lexer.ts';

/** What statements begin with that only read. */
const reading = new Set(['SELECT', 'FROM', 'SHOW', 'DESC', 'DESCRIBE', 'EXPLAIN', 'EXISTS', 'VALUES', 'CHECK']);

/** Behind these, and a comma or a dot, a word is a name. */
const BEFORE_NAMES = /^(?:WITH|AS|[,.])$/;

/** Whether a statement can be run twice without harm. What cannot be told counts as one that cannot. */
export function onlyReads(sql: string): boolean {
  let named = false;
  let depth = 0;
  let before = '';
  for (const { kind, start, end } of tokens(sql)) {
    if (kind === 'space' || kind === 'comment') continue;
    const text = sql.slice(start, end);
    const word = kind === 'word' ? text.toUpperCase() : '';
    if (named) {
      // `WITH … INSERT` is one statement; INSERT may also be a name in it.
      if (kind === 'other') for (const mark of text) depth += mark === '(' ? 1 : mark === ')' ? -1 : 0;
      if (depth === 0 && word === 'SELECT') return true;
      if (depth === 0 && word === 'INSERT' && !BEFORE_NAMES.test(before)) return false;
      before = kind === 'other' ? text.slice(-1) : word;
    } else if (word === 'WITH') {
      named = true;
      before = word;
    } else if (kind !== 'other' || !/^\(+$/.test(text)) {
      return reading.has(word);
    }
  }
  return named;
}
