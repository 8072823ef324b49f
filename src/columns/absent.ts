/** What stands for NULL: `null`, or the default value of the type for users who want none of that. */
import { Arena } from './arena.ts';
import type { Reading } from './codec.ts';
import { MadeVector } from './made.ts';
import { codecOf } from './registry.ts';
import type { ClickHouseType } from '../../index.js';
import type { Vector } from './vector.ts';

/** The longest FixedString that a server has. */
const LONGEST_VALUE = 0xff_ffff;

/** Every layout number and every byte 0: one row of any type's default. */
class BlankArena extends Arena {
  override next(): number {
    return 0;
  }
}

let blank: Uint8Array | undefined;

/** Makes the value of a NULL of `Nullable(type)`: one of its own for each row, whose owner may change it. */
export function absentMaker(type: ClickHouseType, reading: Reading): (() => unknown) | undefined {
  if (reading.useNull) return undefined;
  const vector = blankVector(type, reading);
  return () => vector.get(0);
}

function blankVector(type: ClickHouseType, reading: Reading): Vector {
  // The default of an enumeration is its first name, which need not have the code 0.
  const [first] = type.values ?? [];
  if (first !== undefined) {
    const value = reading.format(type) === 'int' ? first.code : first.name;
    return new MadeVector(1, () => value);
  }
  // Pages that nobody touches cost nothing.
  blank ??= new Uint8Array(LONGEST_VALUE + 1);
  const arena = new BlankArena(blank, new Uint32Array(0), reading.arena.texts, reading.arena.parse);
  return codecOf(type).read(type, 1, { ...reading, arena });
}
