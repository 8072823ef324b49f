import { invalid } from './validate.ts';

const named: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '`': '\\`',
  '\n': '\\n',
  '\t': '\\t',
  '\r': '\\r',
  '\0': '\\0',
};

/** Quotes one identifier with backticks, whatever characters it holds. */
export function quoteIdentifier(name: string): string {
  if (typeof name !== 'string' || name === '') throw invalid('an identifier must be a string that is not empty');
  return `\`${name.replace(/[\\`\n\t\r\0]/g, (character) => named[character] ?? character)}\``;
}

/** A table as the server knows it. */
export interface TableName {
  readonly database: string | undefined;
  readonly table: string;
}

/** One part of a name: quoted with backticks or double quotes, or anything up to the next dot. */
const part = /\s*(?:(`(?:[^`\\]|\\[\s\S]|``)*`|"(?:[^"\\]|\\[\s\S]|"")*")|([^\s`".](?:[^`".]*[^\s`".])?))\s*(\.|$)/y;
const unescaped: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '0': '\0', b: '\b', f: '\f' };

/** Splits `table` or `database.table`, each part quoted or not. */
export function parseTableName(text: string): TableName {
  const parts: string[] = [];
  let separator: string | undefined = '.';
  part.lastIndex = 0;
  while (separator === '.') {
    const match = typeof text === 'string' ? part.exec(text) : null;
    const [, quoted, plain = '', next] = match ?? [];
    const name = quoted === undefined ? plain : unquoted(quoted);
    if (name === '')
      throw invalid('a table must be named as table or database.table; quote parts that hold dots or quotes');
    parts.push(name);
    separator = next;
  }
  const [first = '', second, ...others] = parts;
  if (others.length > 0) throw invalid('the name of a table has at most two parts; quote parts that hold dots');
  return second === undefined ? { database: undefined, table: first } : { database: first, table: second };
}

/** The identifier that stands between backticks or double quotes. */
export function unquoted(text: string): string {
  const quote = text.slice(0, 1);
  return text.slice(1, -1).replace(/\\([\s\S])|``|""/g, (all, character?: string) => {
    if (character === undefined) return all[0] === quote ? quote : all;
    return unescaped[character] ?? character;
  });
}

/** The name of a table as it stands in SQL: `a.b` becomes `` `a`.`b` ``. */
export function qualifiedName(text: string): string {
  const { database, table } = parseTableName(text);
  return database === undefined ? quoteIdentifier(table) : `${quoteIdentifier(database)}.${quoteIdentifier(table)}`;
}
