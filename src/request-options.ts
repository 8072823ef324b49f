import type {
  ColumnStreamOptions,
  CommandOptions,
  ConnectOptions,
  InsertFileOptions,
  InsertContextOptions,
  InsertOptions,
  KillOptions,
  ParameterizedOptions,
  PingOptions,
  QueryContextOptions,
  QueryOptions,
  QueryToFileOptions,
  RawInsertOptions,
  RawQueryOptions,
  ReadOptions,
  RequestOptions,
  ResultOptions,
  RowStreamOptions,
  SessionOptions,
  StreamOptions,
} from '../index.js';
import { codingCheck, compressionCheck } from './compression.ts';
import { externalData } from './external-data/external-data.ts';
import { type MaySchema, schema } from './schema/standard.ts';
import { Sql } from './sql/fragment.ts';
import type { Check, Checks } from './validate.ts';
import {
  callback,
  flag,
  integer,
  isRecord,
  milliseconds,
  name,
  names,
  oneOf,
  record,
  signal,
  text,
  texts,
} from './validate.ts';

export const requestChecks: Checks<RequestOptions> = {
  settings: record,
  queryId: name,
  sessionId: name,
  role: names,
  username: name,
  password: text,
  accessToken: name,
  database: name,
  headers: record,
  signal,
  timeout: milliseconds,
  onProgress: callback,
};

const columnNames: Check = (value) => {
  const list = isRecord(value) ? value.except : value;
  if (value === '*' || (Array.isArray(list) && list.every((item) => name(item) === undefined))) return undefined;
  return "'*', an array of names, or { except: an array of names }";
};

const columnTypes: Check = (value) =>
  Array.isArray(value) && value.every((item) => typeof item === 'string' || isRecord(item))
    ? undefined
    : 'an array of types';

export const killChecks: Checks<KillOptions> = { signal, timeout: milliseconds };
export const sessionChecks: Checks<SessionOptions> = {
  sessionId: name,
  sessionTimeout: milliseconds,
  settings: record,
  database: name,
  role: names,
};
export const connectChecks: Checks<ConnectOptions> = { signal, timeout: milliseconds };
export const pingChecks: Checks<PingOptions> = { signal, timeout: integer(1, 0xffff_ffff) };
const columnFormats: Check = (value) =>
  isRecord(value) && Object.values(value).every((item) => typeof item === 'string' || texts(item) === undefined)
    ? undefined
    : 'an object of formats, or of objects of formats';

const reading: Checks<ReadOptions> = {
  queryFormats: texts,
  columnFormats,
  queryTz: name,
  columnTzs: texts,
  useNull: flag,
  encoding: name,
};
const parameters: Check = (value) => (isRecord(value) || Array.isArray(value) ? undefined : 'an object or an array');
const statement: Check = (value) =>
  value instanceof Sql ? undefined : name(value) && 'a string that is not empty, or sql``';

/** The checks of options, but for the context, which is none of a context's own. */
type OwnChecks<O> = Checks<Omit<O, 'context'>>;

const parameterized: Checks<ParameterizedOptions> = { ...requestChecks, parameters, externalData };
export const queryChecks: OwnChecks<QueryOptions> = { ...parameterized, ...reading };
export const resultChecks: OwnChecks<ResultOptions & MaySchema> = { ...queryChecks, columnOriented: flag, schema };
export const rowStreamChecks: OwnChecks<RowStreamOptions & MaySchema> = {
  ...queryChecks,
  rowShape: oneOf('object', 'tuple'),
  schema,
};
export const columnStreamChecks: OwnChecks<ColumnStreamOptions> = {
  ...queryChecks,
  blockSize: integer(1, 0xffff_ffff),
};
export const streamChecks: OwnChecks<StreamOptions & MaySchema> = { ...rowStreamChecks, ...columnStreamChecks };
/** What `data` is, is found out when it is taken. */
const anything: Check = () => undefined;
export const commandChecks: Checks<CommandOptions> = { ...parameterized, useDatabase: flag, data: anything };
/** Names of formats become part of statements. */
const format: Check = (value) =>
  typeof value === 'string' && /^\w+$/.test(value) ? undefined : 'the name of a format';
export const rawQueryChecks: OwnChecks<RawQueryOptions> = { ...parameterized, useDatabase: flag, format };
export const queryContextChecks: Checks<QueryContextOptions & MaySchema> = {
  ...resultChecks,
  ...streamChecks,
  ...rawQueryChecks,
  query: statement,
};
export const rawInsertChecks: Checks<RawInsertOptions> = {
  ...requestChecks,
  columnNames: (value) =>
    Array.isArray(value) && value.length > 0 && names(value) === undefined ? undefined : 'an array of names',
  format,
  compression: codingCheck,
};
export const insertFileChecks: Checks<InsertFileOptions> = { ...rawInsertChecks, onFileProgress: callback };
export const queryToFileChecks: OwnChecks<QueryToFileOptions> = {
  ...rawQueryChecks,
  compression: codingCheck,
  overwrite: flag,
  onFileProgress: callback,
};
export const insertChecks: OwnChecks<InsertOptions> = {
  ...requestChecks,
  columnNames,
  columnTypes,
  columnOriented: flag,
  deduplicationToken: name,
  compression: compressionCheck,
  writeFormats: texts,
  encoding: name,
  schema,
};
export const insertContextChecks: Checks<InsertContextOptions> = insertChecks;
