/** `Nothing`: the type of `NULL`, as `Nullable(Nothing)`, and of the elements of `[]`. */
import type { Codec } from './codec.ts';
import { ElementVector } from './element.ts';
import { wrongType } from './value-error.ts';

const PLACEHOLDER = 0x30;

export const nothing: Codec = {
  read: (_, rows, reading) =>
    new ElementVector<null>(
      reading.arena.view(Uint8Array, reading.arena.next(), rows),
      () => null,
      () => 'null',
    ),
  zero: () => null,
  write(type, values, { sections }) {
    for (let i = 0; i < values.length; i++) {
      if (values[i] !== null) throw wrongType(i, values[i] ?? 'undefined', type.name, 'null');
    }
    sections.push(new Uint8Array(values.length).fill(PLACEHOLDER));
  },
};
