export { ClickHouseClient, createClient } from './client.ts';
export { parseColumnType, SimpleColumnTypes } from './column-types.ts';
export { drainStream } from './drain.ts';
export { ClickHouseError, parseError } from './errors.ts';
export { EXCEPTION_TAG_HEADER_NAME, extractErrorAtTheEndOfChunk } from './exception-tag.ts';
export {
  RecordsJSONFormats,
  SingleDocumentJSONFormats,
  StreamableFormats,
  StreamableJSONFormats,
  SupportedJSONFormats,
  SupportedRawFormats,
} from './formats.ts';
export { defaultJSONHandling } from './json.ts';
export { ClickHouseLogLevel } from './logger.ts';
export { TupleParam } from './params.ts';
export { isException, isProgressRow, isRow } from './progress.ts';
export { ResultSet } from './result-set.ts';
export { SettingsMap } from './settings.ts';
export { ClickHouseSpanKind, ClickHouseSpanNames, ClickHouseSpanStatusCode } from './tracing.ts';
