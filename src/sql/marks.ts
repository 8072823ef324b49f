import { tokens } from './lexer.ts';

/** A `%s` or `%(name)s` of a statement, for which the client writes a value, or a `%%`, which stands for `%`. */
export interface Mark {
  readonly kind: 'value' | 'percent';
  /** That of `%(name)s`. */
  readonly name: string | undefined;
  readonly start: number;
  readonly end: number;
}

/** A letter behind the `s` makes it another word: `5 %sum` is arithmetic. */
const mark = /%(?:%|(?:\((\w+)\))?s(?![\w$]))/y;

/** The marks of a statement, in order: none inside of strings, quoted identifiers, heredocs and comments. */
export function marks(sql: string): Mark[] {
  const found: Mark[] = [];
  if (!sql.includes('%')) return found;
  let position = 0;
  for (const { kind, start, end } of tokens(sql)) {
    if (kind !== 'other') continue;
    for (position = Math.max(position, start); position < end; position++) {
      if (sql[position] !== '%') continue;
      mark.lastIndex = position;
      const match = mark.exec(sql);
      if (match === null) continue;
      const [text, name] = match;
      found.push({ kind: text === '%%' ? 'percent' : 'value', name, start: position, end: mark.lastIndex });
      position = mark.lastIndex - 1;
    }
  }
  return found;
}
