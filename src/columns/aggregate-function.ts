/** `AggregateFunction(f, …)`: the state of a function, as its bytes. */
import type { Codec } from './codec.ts';
import { MadeVector } from './made.ts';
import { UnsupportedTypeError } from './unsupported-type-error.ts';
import { ValueError, wrongType } from './value-error.ts';

/** Finds the first value that is no state of a type; without a row the states of its function are not known. */
export type BadState = (
  typeName: string,
  ends: Uint32Array,
  bytes: Uint8Array,
) => { readonly row?: number; readonly reason: string } | null;

export const aggregateFunction: Codec = {
  form: 'bytes',
  read(_, rows, { arena }) {
    const offsets = arena.offsets(arena.next(), rows);
    const bytes = arena.bytes(arena.next(), offsets[rows] ?? 0);
    // What the bytes are as text, which nobody asks of them.
    arena.next();
    arena.next();
    // A copy: one kept value must not keep the whole block.
    return new MadeVector(rows, (index) => Buffer.from(bytes.subarray(offsets[index], offsets[index + 1])));
  },
  /** A state is never NULL, and which one is that of no values only its function knows. */
  zero: () => Buffer.alloc(0),
  write(type, values, { sections, badState }) {
    const unknown = badState(type.name, new Uint32Array(0), new Uint8Array(0));
    if (unknown !== null) throw new UnsupportedTypeError(type.name, unknown.reason);
    const offsets = new Uint32Array(values.length + 1);
    const parts = new Array<Uint8Array>(values.length);
    for (let i = 0; i < values.length; i++) {
      const part = bytesOf(values[i]) ?? refuse(i, values[i], type.name);
      parts[i] = part;
      offsets[i + 1] = (offsets[i] as number) + part.byteLength;
    }
    const bytes = Buffer.concat(parts);
    const bad = badState(type.name, offsets.subarray(1), bytes);
    if (bad !== null) {
      const row = bad.row ?? 0;
      throw new ValueError(row, values[row], type.name, `no state of ${type.name}: ${bad.reason}`);
    }
    sections.push(offsets, bytes);
  },
};

function bytesOf(value: unknown): Uint8Array | undefined {
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return value instanceof ArrayBuffer ? new Uint8Array(value) : undefined;
}

function refuse(index: number, value: unknown, typeName: string): never {
  throw wrongType(index, value, typeName, 'the bytes of a state');
}
