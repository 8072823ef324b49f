/** `Bool`: a byte, 0 or 1. */
import type { Codec } from './codec.ts';
import { direct, ElementVector } from './element.ts';
import { wrongType } from './value-error.ts';

export const bool: Codec = {
  form: 'boolean',
  formats: ['int'],
  read(type, rows, reading) {
    const bytes = reading.arena.view(Uint8Array, reading.arena.next(), rows);
    if (reading.format(type) === 'int') return direct<number>(bytes);
    return new ElementVector<boolean>(
      bytes,
      (byte: number) => byte !== 0,
      (byte) => `${byte} !== 0`,
    );
  },
  zero: () => false,
  write(type, values, { sections }) {
    const out = new Uint8Array(values.length);
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      if (value === true || value === 1 || value === 1n) out[i] = 1;
      else if (value !== false && value !== 0 && value !== 0n) throw wrongType(i, value, type.name, 'a boolean');
    }
    sections.push(out);
  },
};
