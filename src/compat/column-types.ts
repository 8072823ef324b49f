import type { ParsedColumnType } from '../../compat.js';
import type { ClickHouseType } from '../../index.js';
import { parseType } from '../datatype.ts';

export const SimpleColumnTypes = [
  'Bool',
  'UInt8',
  'Int8',
  'UInt16',
  'Int16',
  'UInt32',
  'Int32',
  'UInt64',
  'Int64',
  'UInt128',
  'Int128',
  'UInt256',
  'Int256',
  'Float32',
  'Float64',
  'String',
  'UUID',
  'Date',
  'Date32',
  'IPv4',
  'IPv6',
] as const;

const simple = new Set<string>(SimpleColumnTypes);

/** A type as `@clickhouse/client` describes it. */
interface Parsed {
  readonly type: string;
  readonly sourceType: string;
  readonly [detail: string]: unknown;
}

/** Describes the types that `@clickhouse/client` knows, and no others. */
export function parseColumnType(sourceType: string): ParsedColumnType {
  return described(parseType(sourceType), sourceType) as unknown as ParsedColumnType;
}

function described(type: ClickHouseType, sourceType = type.name): Parsed {
  const [inner] = type.args;
  if (type.kind === 'LowCardinality' && inner !== undefined) return { ...described(inner), sourceType };
  if (type.kind === 'Nullable' && inner !== undefined) return { type: 'Nullable', value: described(inner), sourceType };
  if (simple.has(type.kind)) return { type: 'Simple', columnType: type.kind, sourceType };
  const details = describe[type.kind]?.(type);
  if (details === undefined) throw new Error('Unsupported column type', { cause: { columnType: sourceType } });
  return { ...details, sourceType };
}

const describe: Readonly<Record<string, (type: ClickHouseType) => Omit<Parsed, 'sourceType'> & { type: string }>> = {
  FixedString: ({ length }) => ({ type: 'FixedString', sizeBytes: length }),
  DateTime: ({ timezone }) => ({ type: 'DateTime', timezone: timezone ?? null }),
  DateTime64: ({ timezone, precision }) => ({ type: 'DateTime64', timezone: timezone ?? null, precision }),
  Decimal: ({ precision = 0, scale = 0 }) => ({
    type: 'Decimal',
    params: { precision, scale, intSize: precision > 38 ? 256 : precision > 18 ? 128 : precision > 9 ? 64 : 32 },
  }),
  Enum8: ({ values }) => ({ type: 'Enum', values: names(values), intSize: 8 }),
  Enum16: ({ values }) => ({ type: 'Enum', values: names(values), intSize: 16 }),
  Array: (type) => {
    let value = type;
    let dimensions = 0;
    for (let [inner] = value.args; value.kind === 'Array' && inner !== undefined; [inner] = value.args) {
      value = inner;
      dimensions++;
    }
    return { type: 'Array', value: described(value), dimensions };
  },
  Map: ({ args: [key, value] }) => ({ type: 'Map', key: key && described(key), value: value && described(value) }),
  Tuple: ({ args }) => ({ type: 'Tuple', elements: args.map((each) => described(each)) }),
};

function names(values: ClickHouseType['values']): Record<number, string> {
  return Object.fromEntries((values ?? []).map(({ name, code }) => [code, name]));
}
