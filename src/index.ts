export { createClient } from './client.ts';
export { PreciseDate } from './columns/precise-date.ts';
export { TypedValue, typedValue } from './columns/typed-value.ts';
export { parseType } from './datatype.ts';
export {
  ClickHouseError,
  DatabaseError,
  DataError,
  InserterError,
  IntegrityError,
  InterfaceError,
  InternalError,
  NotSupportedError,
  OperationalError,
  ProgrammingError,
  SchemaError,
  StreamClosedError,
  StreamFailureError,
} from './errors.ts';
export { ExternalData } from './external-data/external-data.ts';
export { clearReadFormat, clearWriteFormat, setReadFormat, setWriteFormat } from './formats.ts';
export { getGlobalOption, setGlobalOption } from './global-options.ts';
export { quoteIdentifier } from './identifier.ts';
export { escapeString } from './literal.ts';
export { DT64Param } from './parameters/dt64-param.ts';
export { formatParameter } from './params.ts';
export { createPool } from './pool.ts';
export { sql } from './sql/tag.ts';
