/** Values that have no better form in Arrow than their text. */
import type { Reading } from '../../columns/codec.ts';
import { readDynamicTexts, readVariantTexts } from '../../columns/dynamic-text.ts';
import { codecOf } from '../../columns/registry.ts';
import type { Vector } from '../../columns/vector.ts';
import { NotSupportedError } from '../../errors.ts';
import type { ClickHouseType } from '../../../index.js';
import { type ArrowColumn, dataOf, extension, type Maker, type Making, type Validity } from './making.ts';
import { bitmap } from './number.ts';

const MOST = 2 ** 31 - 1;
/** Texts that are made at once. */
const RUN = 4096;

/** Texts one behind another. */
export interface Texts {
  readonly valueOffsets: Int32Array;
  readonly data: Uint8Array;
}

/** The offsets of Arrow, which are signed. */
export function signed(offsets: Uint32Array): Int32Array {
  if ((offsets[offsets.length - 1] ?? 0) > MOST) {
    const message =
      'a block has more than 2 GiB of values, which Arrow cannot count; ask for smaller blocks (max_block_size)';
    throw new NotSupportedError(message, { code: 'ERR_RESULT_TOO_LARGE' });
  }
  return new Int32Array(offsets.buffer, offsets.byteOffset, offsets.length);
}

/** Values whose default form is text. */
export const asText: Maker = (type, making) =>
  printedColumn(making, (rows, reading) => codecOf(type).read(type, rows, plain(reading)));

/** Integers of more than 64 bits, in digits, and the text of a JSON that the server's `toString` gives. */
export const asString: Maker = (type, making) =>
  printedColumn(making, (rows, reading) => {
    const format = (inner: ClickHouseType) => (inner === type ? 'string' : undefined);
    return codecOf(type).read(type, rows, { ...plain(reading), encoding: undefined, format });
  });

/** The text of a JSON, which says that it is one; data frames know no such texts. */
export const json: Maker = (type, making) => {
  const column = asString(type, making);
  return making.forFrames ? column : { ...column, metadata: extension('arrow.json') };
};

/** Texts as they are, all other values as JSON has them. */
export const dynamic: Maker = (_, making) => ({ ...printedColumn(making, readDynamicTexts), nullable: true });

export const variantText: Maker = (type, making) => ({
  ...printedColumn(making, (rows, reading) => readVariantTexts(type, rows, reading)),
  nullable: true,
});

function printedColumn({ arrow }: Making, texts: (rows: number, reading: Reading) => Vector): ArrowColumn {
  const type = new arrow.Utf8();
  return {
    type,
    nullable: false,
    read(rows, reading, validity) {
      const vector = texts(rows, reading);
      return dataOf(arrow, type, rows, printed(vector), validity ?? validityOf(vector.nulls));
    },
  };
}

/** Which rows have a value, given the bytes of those that have none. */
export function validityOf(nulls: Uint8Array | undefined): Validity | undefined {
  let count = 0;
  if (nulls !== undefined) for (const byte of nulls) if (byte !== 0) count++;
  return nulls === undefined || count === 0 ? undefined : { bitmap: bitmap(nulls, 1), nulls: count };
}

/** Values in their default forms. */
export const plain = (reading: Reading): Reading => ({ ...reading, useNull: true, format: () => undefined });

export function printed(vector: Vector): Texts {
  return joined(vector.length, (from, to) =>
    vector.slice(from, to).map((value) => (value === null ? '' : String(value))),
  );
}

/** Joins texts, which `texts` gives for runs of rows. */
export function joined(rows: number, texts: (from: number, to: number) => string[]): Texts {
  const valueOffsets = new Int32Array(rows + 1);
  const parts: Buffer[] = [];
  let end = 0;
  for (let from = 0; from < rows; from += RUN) {
    const run = texts(from, Math.min(from + RUN, rows));
    const text = run.join('');
    const bytes = Buffer.from(text, 'utf8');
    const isAscii = bytes.length === text.length;
    run.forEach((value, index) => {
      end += isAscii ? value.length : Buffer.byteLength(value, 'utf8');
      valueOffsets[from + index + 1] = end;
    });
    if (end > MOST) signed(Uint32Array.of(end));
    parts.push(bytes);
  }
  return { valueOffsets, data: Buffer.concat(parts) };
}
