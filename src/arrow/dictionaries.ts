/** One dictionary for all batches of a table: files of IPC have no others, and who groups by keys wants the same ones. */
import { dataOf } from './columns/making.ts';
import { bitmap } from './columns/number.ts';
import type { Data, DataType, Library, Vector } from './library.ts';

/** The same columns, one of each block, with common dictionaries. */
export function unified(arrow: Library, blocks: readonly Data[]): readonly Data[] {
  const [first] = blocks;
  if (first === undefined || blocks.length === 1 || !hasDictionary(arrow, first.type)) return blocks;
  if (arrow.DataType.isDictionary(first.type)) return withCommon(arrow, blocks);
  const children = first.children.map((_, place) =>
    unified(
      arrow,
      blocks.map((data) => data.children[place] as Data),
    ),
  );
  return blocks.map((data, block) => {
    const own = children.map((column) => column[block] as Data);
    return data.clone(data.type, data.offset, data.length, data.nullCount, data.buffers as never, own);
  });
}

function hasDictionary({ DataType }: Library, type: DataType): boolean {
  if (DataType.isDictionary(type)) return true;
  return (type.children ?? []).some((field) => hasDictionary({ DataType } as Library, field.type));
}

function withCommon(arrow: Library, blocks: readonly Data[]): readonly Data[] {
  const all = blocks.map(({ dictionary }) => (dictionary as Vector).data[0] as Data);
  // That of an enumeration is the same for all.
  if (all.every((each) => each === all[0])) return blocks;
  const common = new Common();
  const places = all.map((dictionary) => common.add(arrow, dictionary));
  const dictionary = new arrow.Vector([common.data(arrow)]);
  return blocks.map(({ type, length, values, nullCount, nullBitmap }, block) => {
    const data = rekeyed(values as Int32Array, places[block] as Int32Array);
    const validity = nullCount === 0 ? undefined : { bitmap: nullBitmap as Uint8Array, nulls: nullCount };
    return dataOf(arrow, type, length, { data, dictionary }, validity);
  });
}

function rekeyed(keys: Int32Array, places: Int32Array): Int32Array {
  if (places.every((place, key) => place === key)) return keys;
  return keys.map((key) => places[key] as number);
}

/** The values of several dictionaries, each once. */
class Common {
  readonly #places = new Map<string, number>();
  readonly #values: Buffer[] = [];
  #first: Data | undefined;

  /** Takes the values of a dictionary in, and tells the place of each. */
  add(arrow: Library, dictionary: Data): Int32Array {
    this.#first ??= dictionary;
    const value = bytesOf(arrow, dictionary);
    return Int32Array.from({ length: dictionary.length }, (_, key) => {
      const bytes = value(key);
      const identity = bytes.toString('latin1');
      let place = this.#places.get(identity);
      if (place === undefined) {
        place = this.#values.push(bytes) - 1;
        this.#places.set(identity, place);
      }
      return place;
    });
  }

  data(arrow: Library): Data {
    const { type, valueOffsets } = this.#first as Data;
    const { length } = this.#values;
    const bytes = Buffer.concat(this.#values);
    if (arrow.DataType.isBool(type)) return dataOf(arrow, type, length, { data: bitmap(bytes, 0) });
    if (valueOffsets !== undefined) {
      const offsets = new Int32Array(length + 1);
      this.#values.forEach((value, place) => {
        offsets[place + 1] = (offsets[place] as number) + value.length;
      });
      return dataOf(arrow, type, length, { data: bytes, valueOffsets: offsets });
    }
    const own = new Uint8Array(bytes);
    const { ArrayType } = type as { ArrayType: new (buffer: ArrayBuffer) => Uint8Array };
    return dataOf(arrow, type, length, { data: new ArrayType(own.buffer) });
  }
}

/** The bytes of each value. */
function bytesOf(
  { DataType }: Library,
  { type, offset, valueOffsets, values, length }: Data,
): (place: number) => Buffer {
  const { buffer, byteOffset, byteLength } = values as Uint8Array;
  const all = Buffer.from(buffer, byteOffset, byteLength);
  if (valueOffsets !== undefined) {
    return (place) => all.subarray(valueOffsets[place] as number, valueOffsets[place + 1] as number);
  }
  if (DataType.isBool(type)) {
    return (place) => Buffer.of(((all[(offset + place) >> 3] as number) >> ((offset + place) & 7)) & 1);
  }
  const width = byteLength / Math.max(length, 1);
  return (place) => all.subarray(place * width, (place + 1) * width);
}
