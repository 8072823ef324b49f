import type { QuerySummary } from '../index.js';

const none = {
  readRows: 0,
  readBytes: 0,
  writtenRows: 0,
  writtenBytes: 0,
  totalRowsToRead: 0,
  resultRows: 0,
  resultBytes: 0,
  elapsedNs: 0,
};

/**
 * Counters out of the text of `X-ClickHouse-Summary`, JSON with numbers as strings. What cannot be read counts as absent.
 * `rows` is how many the result has, where that was counted: the server tells before it has sent them.
 */
export function parseSummary(header: string | null | undefined, rows?: number): QuerySummary {
  const summary: Record<string, number> & typeof none = { ...none };
  for (const [name, value] of Object.entries(parsed(header))) {
    const count = Number(value);
    if (typeof value !== 'object' && Number.isFinite(count)) summary[camelCase(name)] = count;
  }
  if (rows !== undefined) summary.resultRows = rows;
  return Object.freeze(summary);
}

/** Statistics are no reason to fail a query that went well. */
function parsed(header: string | null | undefined): object {
  try {
    const summary: unknown = JSON.parse(header || '{}');
    return typeof summary === 'object' && summary !== null ? summary : {};
  } catch {
    return {};
  }
}

/** Known names, which every answer has. */
const camelCased = new Map(
  Object.keys(none).map((name) => [name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), name]),
);

function camelCase(name: string): string {
  return camelCased.get(name) ?? name.replace(/_+(\w)/g, (_, letter: string) => letter.toUpperCase());
}
