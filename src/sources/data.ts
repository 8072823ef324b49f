/** What users pass to `insert`. */
import type { InsertOptions } from '../../index.js';
import { describe } from '../columns/value-error.ts';
import { InterfaceError } from '../errors.ts';
import { schemaForColumns } from '../schema/standard.ts';
import { asList, columns, isResult, readColumns } from './columns.ts';
import { type Pull, pullOf } from './pull.ts';
import { arrays, objects } from './rows.ts';
import { Ready } from './ready.ts';
import type { Source } from './source.ts';

/** Finds out what `data` is: there, or still to come. */
export function dataOf(data: unknown, options: InsertOptions): Source | Pull {
  const { columnOriented = false } = options;
  if (Array.isArray(data)) {
    if (columnOriented) {
      refuseSchema(options);
      return columns(
        data.map((column, index) => asList(column, `column ${index}`)),
        undefined,
      );
    }
    const [first] = data;
    if (first === undefined && data.length === 0) return columns([], undefined);
    return Array.isArray(first) ? arrays(data) : objects(data);
  }
  if (data instanceof Ready) return data.source;
  if (isResult(data)) {
    refuseSchema(options);
    return readColumns(data);
  }
  const open = pullOf(data);
  if (open !== undefined) {
    // A source that is refused can still be used otherwise.
    refuseForSources(options);
    return open();
  }
  if (isPlainObject(data)) {
    refuseSchema(options);
    const names = Object.keys(data);
    return columns(
      names.map((name) => asList(data[name], `column '${name}'`)),
      names,
    );
  }
  const expected = 'an array of rows, a record of columns, an iterable or a stream';
  throw new InterfaceError(`insert: expected ${expected}, got ${describe(data)}`, { code: 'ERR_INVALID_ARG' });
}

function refuseSchema({ schema }: InsertOptions): void {
  if (schema !== undefined) throw schemaForColumns();
}

/** Refuses options that sources cannot have. */
function refuseForSources({ columnOriented, deduplicationToken: token }: InsertOptions): void {
  if (columnOriented === true) {
    throw new InterfaceError("insert: option 'columnOriented' is for arrays, not for iterables and streams", {
      code: 'ERR_INVALID_ARG',
    });
  }
  // The server counts blocks, and it depends on the pace of the source which rows it joins to one.
  if (token !== undefined && token !== 'auto') {
    const message =
      "insert: option 'deduplicationToken' is not for iterables and streams: the server knows blocks again, and those of " +
      'a source are others each time; insert an array, or use an inserter with deduplicate';
    throw new InterfaceError(message, { code: 'ERR_INVALID_ARG' });
  }
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
