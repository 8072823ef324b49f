/** The values of columns of Arrow, looked up in their buffers: what the library shows of them loses digits. */
import { type Data, DataType, type Table, type Vector } from 'apache-arrow';

/** As `scripts/golden_arrow.py` writes them: a letter for the kind, and digits or bytes. */
export type Shown = string | null | readonly Shown[] | { readonly [name: string]: Shown };

export function shownColumns(table: Table): Record<string, Shown[]> {
  return Object.fromEntries(
    table.schema.fields.map(({ name }) => [name, shownVector(table.getChild(name) as Vector)] as const),
  );
}

function shownVector({ data }: Pick<Vector, 'data'>): Shown[] {
  return data.flatMap((chunk) => Array.from({ length: chunk.length }, (_, row) => shown(chunk, row)));
}

const NANOSECONDS = [1_000_000_000n, 1_000_000n, 1000n, 1n];

function shown(data: Data, row: number): Shown {
  const { type, values, valueOffsets, children, stride } = data;
  if (!data.getValid(row)) return null;
  const [from, to] = [Number(valueOffsets?.[row] ?? row), Number(valueOffsets?.[row + 1] ?? row + 1)];
  const all = (child: Data | undefined): Shown[] =>
    Array.from({ length: to - from }, (_, index) => shown(child as Data, from + index));
  if (DataType.isDictionary(type)) return shownVector(data.dictionary as Vector)[Number(values[row])] ?? null;
  if (DataType.isInt(type)) return `i:${values[row]}`;
  if (DataType.isFloat(type)) {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleBE(values[row]);
    return `f:${bytes.toString('hex')}`;
  }
  if (DataType.isUtf8(type)) return `s:${Buffer.from(values.subarray(from, to)).toString()}`;
  if (DataType.isBinary(type)) return `b:${Buffer.from(values.subarray(from, to)).toString('hex')}`;
  if (DataType.isFixedSizeBinary(type)) {
    return `b:${Buffer.from(values.subarray(row * stride, (row + 1) * stride)).toString('hex')}`;
  }
  if (DataType.isDate(type)) return `d:${values[row]}`;
  if (DataType.isTimestamp(type)) return `t:${values[row] * (NANOSECONDS[type.unit] as bigint)} ${type.timezone}`;
  if (DataType.isDecimal(type)) {
    const parts: Uint32Array = values.subarray(row * stride, (row + 1) * stride);
    const integer = parts.reduceRight((high, part) => (high << 32n) | BigInt(part), 0n);
    return `n:${BigInt.asIntN(stride * 32, integer)}e-${type.scale}`;
  }
  if (DataType.isList(type) || DataType.isMap(type)) return all(children[0]);
  if (DataType.isStruct(type)) {
    return Object.fromEntries(type.children.map(({ name }, at) => [name, shown(children[at] as Data, row)]));
  }
  throw new TypeError(String(type));
}
