/** What stands for NULL: `null`, or the default value of the type for users who want none of that. */
import { Arena } from './arena.ts';
import type { Reading } from './codec.ts';
import { codecOf } from './registry.ts';
import type { ClickHouseType } from '../../index.js';

/** The longest FixedString that a server has. */
const LONGEST_VALUE = 0xff_ffff;

/** Every layout number and every byte 0: one row of any type's default. */
class BlankArena extends Arena {
  override next(): number {
    return 0;
  }
}

let blank: Uint8Array | undefined;

/** The value of a NULL of `Nullable(type)`. */
export function absentValue(type: ClickHouseType, reading: Reading): unknown {
  if (reading.useNull) return null;
  // The default of an enumeration is its first name, which need not have the code 0.
  const [first] = type.values ?? [];
  if (first !== undefined) return reading.format(type) === 'int' ? first.code : first.name;
  // Pages that nobody touches cost nothing.
  blank ??= new Uint8Array(LONGEST_VALUE + 1);
  const arena = new BlankArena(blank, new Uint32Array(0), reading.arena.texts, reading.arena.parse);
  return codecOf(type)
    .read(type, 1, { ...reading, arena })
    .get(0);
}
