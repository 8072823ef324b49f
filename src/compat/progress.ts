/** What rows of `JSONEachRowWithProgress` are. */

export function isProgressRow(row: unknown): row is { progress: never } {
  return hasOnly(row, 'progress');
}

export function isRow(row: unknown): row is { row: never } {
  return hasOnly(row, 'row');
}

export function isException(row: unknown): row is { exception: string } {
  return hasOnly(row, 'exception');
}

function hasOnly(row: unknown, name: string): boolean {
  return typeof row === 'object' && row !== null && name in row && Object.keys(row).length === 1;
}
