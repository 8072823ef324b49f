import type { ArrowIpcOptions, ArrowOptions, ArrowStreamOptions, InsertArrowOptions } from '../../index.js';
import { commandChecks, insertChecks, queryChecks, streamChecks } from '../request-options.ts';
import type { Checks } from '../validate.ts';
import { toArrowChecks } from './to-arrow.ts';

const { queryFormats: _formats, columnFormats: _columns, useNull: _null, ...reading } = queryChecks;
const { useDatabase: _database, data: _data, ...request } = commandChecks;
const {
  columnOriented: _oriented,
  writeFormats: _writeFormats,
  encoding: _encoding,
  schema: _schema,
  ...insert
} = insertChecks;

/** The checks of options, but for the context. */
type Own<O> = Checks<Omit<O, 'context'>>;

export const arrowChecks: Own<ArrowOptions> = { ...reading, ...toArrowChecks };
export const arrowStreamChecks: Own<ArrowStreamOptions> = { ...arrowChecks, blockSize: streamChecks.blockSize };
export const arrowIpcChecks: Checks<ArrowIpcOptions> = { ...request, ...toArrowChecks };
export const insertArrowChecks: Checks<InsertArrowOptions> = insert;
