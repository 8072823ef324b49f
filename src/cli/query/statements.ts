/** What a text of SQL holds. */
import { tokens } from '../../sql/lexer.ts';
import { InsertShape } from './insert-shape.ts';

/** A word, a quoted text, or a single character of anything else; neither space nor comment. */
export interface Piece {
  readonly word: boolean;
  readonly text: string;
  readonly start: number;
}

function* piecesOf(sql: string): Generator<Piece, void> {
  for (const { kind, start, end } of tokens(sql)) {
    if (kind === 'space' || kind === 'comment') continue;
    const text = sql.slice(start, end);
    if (kind === 'word' || kind === 'quoted') yield { word: kind === 'word', text, start };
    else
      for (let at = 0; at < text.length; at++) yield { word: false, text: text.slice(at, at + 1), start: start + at };
  }
}

/**
 * The statements of a text, which semicolons part. Behind `INSERT … FORMAT name` comes data that is no SQL: all of the rest
 * belongs to it, as only the server knows where it ends.
 */
export function statementsOf(sql: string): string[] {
  const found: string[] = [];
  let start = 0;
  let shape = new InsertShape();
  for (const piece of piecesOf(sql)) {
    if (piece.text !== ';' || shape.holdsData) {
      shape.take(piece);
      continue;
    }
    if (!shape.empty) found.push(sql.slice(start, piece.start).trim());
    start = piece.start + 1;
    shape = new InsertShape();
  }
  // A text that is not closed is for the server to refuse.
  const rest = sql.slice(start).trim();
  if (!shape.empty || /^['"`]/.test(rest)) found.push(rest);
  return found;
}

/** Whether the data of an INSERT is to come from elsewhere: nothing stands behind its format. */
export function awaitsData(sql: string): boolean {
  const shape = new InsertShape();
  for (const piece of piecesOf(sql)) shape.take(piece);
  return shape.awaitsData;
}
