import { tokens } from './lexer.ts';

/** What a statement does, in one word, and the table that it writes to if it is an INSERT. */
export function operationOf(sql: string): { operation: string | undefined; table: string | undefined } {
  let operation: string | undefined;
  let table = '';
  for (const { kind, start, end } of tokens(sql)) {
    if (kind === 'comment' || (kind === 'space' && table === '')) continue;
    const text = sql.slice(start, end);
    if (operation === undefined) {
      if (kind === 'word') operation = text.toUpperCase();
      continue;
    }
    if (operation !== 'INSERT') break;
    if (table === '' && /^(?:INTO|TABLE)$/i.test(text)) continue;
    if (table === '' && /^FUNCTION$/i.test(text)) break;
    // The name goes on as long as nothing parts it: `a`.b
    if (kind !== 'word' && kind !== 'quoted' && text !== '.') break;
    table += kind === 'quoted' ? text.slice(1, -1) : text;
  }
  return { operation, table: table === '' || operation !== 'INSERT' ? undefined : table };
}
