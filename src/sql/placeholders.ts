import type { Token } from './lexer.ts';
import { tokens } from './lexer.ts';

/** A `{name:Type}` of a statement. */
export interface Placeholder {
  readonly name: string;
  readonly type: string;
}

/** The placeholders that the server would substitute, in order. */
export function placeholders(sql: string): Placeholder[] {
  if (!sql.includes('{')) return [];
  const found: Placeholder[] = [];
  let open: Token[] | undefined;
  for (const token of tokens(sql)) {
    if (token.kind === 'comment') continue;
    if (token.kind === 'open') {
      open = [];
    } else if (token.kind === 'close' && open !== undefined) {
      const placeholder = placeholderOf(sql, open);
      if (placeholder !== undefined) found.push(placeholder);
      open = undefined;
    } else {
      open?.push(token);
    }
  }
  return found;
}

/** What stands between two braces, as a placeholder if it is one: a bare name, a colon and a type. */
function placeholderOf(sql: string, inside: readonly Token[]): Placeholder | undefined {
  const significant = inside.findIndex(({ kind }) => kind !== 'space');
  const name = inside[significant];
  const colon = inside.findIndex(({ kind }, index) => index > significant && kind !== 'space');
  if (name?.kind !== 'word' || inside[colon]?.kind !== 'colon') return undefined;
  const text = ({ start, end }: Token): string => sql.slice(start, end);
  const type = inside
    .slice(colon + 1)
    .map(text)
    .join('')
    .trim();
  return type === '' ? undefined : { name: text(name), type };
}

/** The first word of a statement, in upper case. */
export function firstWord(sql: string): string | undefined {
  for (const { kind, start, end } of tokens(sql)) {
    if (kind === 'word') return sql.slice(start, end).toUpperCase();
  }
  return undefined;
}
