import {
  type DownloadTableData,
  isDownloadTableCSVData,
  isDownloadTableMemoryData,
  type TableStructure,
} from '@cubejs-backend/base-driver';
import type { Row } from '../../index.js';
import { NotSupportedError } from '../errors.ts';
import { isRecord } from '../validate.ts';

/** The rows that Cube hands over for a table, as an insert takes them. */
export function uploadRows(data: DownloadTableData, columns: TableStructure): unknown[][] | AsyncIterable<unknown[]> {
  const rowOf = (row: Row): unknown[] => columns.map(({ name, type }) => columnValue(row[name], type.toLowerCase()));
  if (isDownloadTableMemoryData(data)) return data.rows.map(rowOf);
  if (isDownloadTableCSVData(data) || !('rowStream' in data)) {
    throw new NotSupportedError('tables are uploaded from rows, not from files of CSV nor from streaming sources', {
      code: 'ERR_UNSUPPORTED_SQL',
    });
  }
  return streamed(data.rowStream as unknown as AsyncIterable<Row>, rowOf);
}

async function* streamed(rows: AsyncIterable<Row>, rowOf: (row: Row) => unknown[]): AsyncGenerator<unknown[]> {
  for await (const row of rows) yield rowOf(row);
}

/** How many digits of a fraction a column has for Cube's `decimal` without a scale. */
const SCALE = 10;

/** A value of Cube for a column of its type. */
function columnValue(value: unknown, type: string): unknown {
  if (value === undefined || value === null) return null;
  if (type === 'date') return typeof value === 'string' ? value.slice(0, 10) : value;
  if (type === 'decimal') return decimal(value);
  if (type === 'boolean') return typeof value === 'string' ? (booleans.get(value.toLowerCase()) ?? value) : value;
  if (type === 'text' || type === 'string')
    return Array.isArray(value) || isRecord(value) ? JSON.stringify(value) : String(value);
  return value;
}

const booleans = new Map([
  ['true', true],
  ['t', true],
  ['1', true],
  ['false', false],
  ['f', false],
  ['0', false],
]);

/** Databases give averages more digits than the column has: they are cut. */
function decimal(value: unknown): unknown {
  if (typeof value === 'number') return value.toFixed(SCALE);
  if (typeof value !== 'string') return value;
  return value.replace(/(\.\d*)$/, (fraction) => fraction.slice(0, SCALE + 1));
}
