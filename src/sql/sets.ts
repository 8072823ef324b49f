import { tokens } from './lexer.ts';
import { withoutTail } from './tail.ts';

/** What a SELECT may begin with. */
const beginnings = new Set(['SELECT', 'WITH', 'FROM']);
/** What may stand between `EXCEPT` and a SELECT; otherwise it leaves columns out of `*`. */
const quantifiers = new Set(['ALL', 'DISTINCT']);

/**
 * A statement whose result the setting `limit` bounds as a whole: the server bounds each SELECT of UNION, INTERSECT and
 * EXCEPT by itself, so these are put into a subquery. All others stay as they are.
 */
export function inOneSelect(sql: string): string {
  const words = Array.from(outermost(sql));
  if (!beginnings.has(words[0]?.text ?? '') || !words.some((_, at) => isSetOperation(words, at))) return sql;
  // `WITH … INSERT`
  if (words.some(({ text, inner }) => text === 'INSERT' && !inner)) return sql;
  const format = words.find((_, at) => isFormat(words, at));
  const body = format === undefined ? withoutTail(sql) : sql.slice(0, format.start);
  // A comment may be the last line of it.
  return `SELECT * FROM (\n${body}\n)${format === undefined ? '' : ` ${sql.slice(format.start)}`}`;
}

interface Word {
  readonly text: string;
  readonly start: number;
  /** Whether it stands in parentheses. */
  readonly inner: boolean;
}

function isSetOperation(words: readonly Word[], at: number): boolean {
  const [word, next] = words.slice(at, at + 2);
  if (word === undefined || word.inner) return false;
  if (word.text === 'UNION') return true;
  if (word.text !== 'INTERSECT' && word.text !== 'EXCEPT') return false;
  return next !== undefined && (quantifiers.has(next.text) || beginnings.has(next.text));
}

/** Whether the word begins the end of a whole statement: `FORMAT CSV SETTINGS …`. */
function isFormat(words: readonly Word[], at: number): boolean {
  const [word, name, after] = words.slice(at, at + 3);
  if (word?.text !== 'FORMAT' || word.inner || name === undefined) return false;
  return after === undefined || after.text === 'SETTINGS';
}

/** The words that stand in no parentheses, and of those in some the first: a SELECT may have its own. */
function* outermost(sql: string): Generator<Word, void, void> {
  let depth = 0;
  let opened = false;
  for (const { kind, start, end } of tokens(sql)) {
    if (kind === 'space' || kind === 'comment') continue;
    const text = sql.slice(start, end);
    if (kind === 'word' && (depth === 0 || opened)) yield { text: text.toUpperCase(), start, inner: depth > 0 };
    opened = kind === 'other' && text.endsWith('(');
    if (kind === 'other') depth += text.split('(').length - text.split(')').length;
  }
}
