/** Values as the server prints them, written down a second time: the expectation of the differential test. */
import type { ClickHouseType } from '../../index.js';
import { PreciseDate } from '../../src/index.ts';

/** The text of `toString(value)`, of maps read as pairs and floats as text; inside of containers texts are quoted. */
export function serverText(value: unknown, type: ClickHouseType, nested = false): string {
  if (value === null) return 'NULL';
  const [first, second] = type.args as [ClickHouseType, ClickHouseType];
  switch (type.kind) {
    case 'Nullable':
    case 'LowCardinality':
    case 'SimpleAggregateFunction':
      return serverText(value, first, nested);
    case 'Array':
      return `[${(value as unknown[]).map((item) => serverText(item, first, true)).join(',')}]`;
    case 'Map':
      return `{${(value as [unknown, unknown][])
        .map(([key, item]) => `${serverText(key, first, true)}:${serverText(item, second, true)}`)
        .join(',')}}`;
    case 'Nested':
      return `[${(value as object[]).map((item) => tupleText(item, type)).join(',')}]`;
    case 'Tuple':
      return tupleText(value as object, type);
    case 'Point':
      return `(${(value as number[]).map(coordinateText).join(',')})`;
    case 'Ring':
    case 'LineString':
    case 'Polygon':
    case 'MultiLineString':
    case 'MultiPolygon':
      return geometryText(value as unknown[]);
    default:
      return leafText(value, type, nested);
  }
}

function tupleText(value: object, type: ClickHouseType): string {
  const items = Array.isArray(value) ? value : Object.values(value);
  return `(${items.map((item, index) => serverText(item, type.args[index] as ClickHouseType, true)).join(',')})`;
}

/** Lists of lists of points. */
function geometryText(value: unknown[]): string {
  const isPoint = typeof value[0] === 'number';
  const items = value.map((item) => (isPoint ? coordinateText(item as number) : geometryText(item as unknown[])));
  return isPoint ? `(${items.join(',')})` : `[${items.join(',')}]`;
}

function coordinateText(value: number): string {
  return String(value).replace('e+', 'e');
}

function leafText(value: unknown, type: ClickHouseType, nested: boolean): string {
  switch (type.kind) {
    case 'String':
    case 'Enum8':
    case 'Enum16':
      return quoted(String(value), nested);
    case 'UUID':
    case 'IPv4':
    case 'IPv6':
      return nested ? `'${value}'` : String(value);
    case 'FixedString':
      return fixedStringText(Buffer.from(value as Uint8Array).toString('utf8'), nested);
    case 'Decimal':
      return String(value)
        .replace(/(\.\d*?)0+$/, '$1')
        .replace(/\.$/, '');
    case 'Date':
    case 'Date32':
      return quoted((value as Date).toISOString().slice(0, 10), nested);
    case 'DateTime':
    case 'DateTime64':
      return quoted(instantText(value as Date, type.precision ?? 0), nested);
    default:
      return String(value);
  }
}

/** Its padding is printed inside of containers only. */
function fixedStringText(text: string, nested: boolean): string {
  return nested ? quoted(text, true) : text.replace(/\0+$/, '');
}

/** In UTC: the query prints its texts in that zone. */
function instantText(value: Date, precision: number): string {
  const nanoseconds = value instanceof PreciseDate ? value.epochNanoseconds : BigInt(value.getTime()) * 1_000_000n;
  const second = nanoseconds / 1_000_000_000n - (nanoseconds % 1_000_000_000n < 0n ? 1n : 0n);
  const fraction = String(nanoseconds - second * 1_000_000_000n).padStart(9, '0');
  const whole = new Date(Number(second) * 1000).toISOString().slice(0, 19).replace('T', ' ');
  return precision === 0 ? whole : `${whole}.${fraction.slice(0, precision)}`;
}

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\0': '\\0',
};

function quoted(text: string, nested: boolean): string {
  return nested ? `'${text.replace(/[\\'\b\f\n\r\t\0]/g, (character) => escapes[character] ?? character)}'` : text;
}
