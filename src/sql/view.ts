import { tokens } from './lexer.ts';

const head = /^(?:CREATE (?:OR REPLACE )?|REPLACE |ATTACH )(?:TEMPORARY )?VIEW /;
/** As many words as there are up to the `VIEW` of a statement that makes one. */
const WORDS = 5;

/** Whether a statement makes a view: the server keeps the placeholders in its SELECT as parameters of the view. */
export function makesView(sql: string): boolean {
  let words = '';
  let count = 0;
  for (const { kind, start, end } of tokens(sql)) {
    if (kind === 'space' || kind === 'comment') continue;
    if (kind !== 'word') break;
    words += `${sql.slice(start, end).toUpperCase()} `;
    if (++count === WORDS) break;
  }
  return head.test(words);
}
