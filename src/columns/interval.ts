/** `IntervalNanosecond` … `IntervalYear`: how many of the unit, as 64-bit integers. */
import type { Codec } from './codec.ts';
import { DataError } from '../errors.ts';
import type { ClickHouseType } from '../../index.js';
import { int64, toSafeNumber } from './int.ts';
import { MadeVector } from './made.ts';
import { durationFields, requireTemporal } from './temporal.ts';
import { wrongType } from './value-error.ts';

export const interval: Codec = {
  form: 'bigint',
  formats: ['number', 'temporal'],
  read(type, rows, reading) {
    if (reading.format(type) !== 'temporal') return int64.read(type, rows, reading);
    const counts = reading.arena.view(BigInt64Array, reading.arena.next(), rows);
    return new MadeVector(rows, durations(counts, type), counts);
  },
  zero: () => 0n,
  write(type, values, writing) {
    const counts = values instanceof BigInt64Array ? values : Array.from(values, (value, i) => countOf(value, i, type));
    int64.write(type, counts, writing);
  },
};

/** The member of a duration that counts the unit of a type, and how many of it the unit is. */
function unitOf(type: ClickHouseType): { field: string; factor: number } {
  const unit = type.name.slice('Interval'.length).toLowerCase();
  return unit === 'quarter' ? { field: 'months', factor: 3 } : { field: `${unit}s`, factor: 1 };
}

function durations(counts: BigInt64Array, type: ClickHouseType): (index: number) => unknown {
  const { Duration } = requireTemporal('read');
  const { field, factor } = unitOf(type);
  return (index) => {
    const count = toSafeNumber(counts[index] as bigint, type) * factor;
    try {
      return Duration.from({ [field]: count });
    } catch (cause) {
      const message = `${counts[index]} of type ${type.name} is more than a Temporal.Duration holds`;
      throw new DataError(message, { code: 'ERR_UNSAFE_INTEGER', cause });
    }
  };
}

/** A duration of nothing but the unit is the count of it; anything else is for integers to judge. */
export function countOf(value: unknown, index: number, type: ClickHouseType): unknown {
  const fields = durationFields(value);
  if (fields === undefined) return value;
  const { field, factor } = unitOf(type);
  const count = (fields.get(field) ?? 0) / factor;
  const others = [...fields].some(([name, amount]) => name !== field && amount !== 0);
  if (others || !Number.isSafeInteger(count)) {
    throw wrongType(
      index,
      String(value),
      type.name,
      `a duration of nothing but ${field}${factor > 1 ? ' by three' : ''}`,
    );
  }
  return count;
}
