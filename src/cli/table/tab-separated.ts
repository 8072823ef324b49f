/**
 * Reads the server's format `TabSeparatedWithNamesAndTypes`: whatever a value holds, tabs part cells and line feeds part
 * rows, because those in values are escaped. The first row has the names, the second the types. Totals and extremes come
 * behind empty lines.
 */

/** The text of NULL, which no other value has. */
export const NULL = '\\N';

/** The rows of an answer, as many at a time as a piece of it completes. */
export async function* rowsOf(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string[][], void> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let rest = '';
  for await (const piece of pieces) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    if (lines.length > 0) yield lines.map((line) => line.split('\t'));
  }
}

/** The text of a cell that holds a name, a type or anything but {@link NULL}, with control characters still escaped. */
export function unescaped(cell: string): string {
  return cell.includes('\\') ? cell.replace(/\\([\\'])/g, '$1') : cell;
}
