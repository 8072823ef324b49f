/** Dates, instants, times of day, durations and intervals. */
import { PreciseDate } from '../../columns/precise-date.ts';
import { outOfRange } from '../../columns/value-error.ts';
import type { ClickHouseType } from '../../../index.js';
import type { ArrowData } from './kinds.ts';
import { elementsOf } from './memory.ts';
import { countOf, DURATION, type Interval, unitOf } from './interval.ts';
import { durationText, nanoseconds, timeText } from './scalars.ts';
import { unsupported } from './targets.ts';
import type { Get } from './values.ts';

const DAY = 86_400_000;

/** Days for a date, whose codec counts in them; for others an instant. */
export function date(data: ArrowData, { kind }: ClickHouseType): Get {
  if (data.type.unit !== 0) {
    const milliseconds = longs(data);
    return (row) => new Date(Number(milliseconds[row]));
  }
  const days = elementsOf(data, data.values as Int32Array);
  if (kind === 'Date' || kind === 'Date32') return (row) => days[row];
  return (row) => new Date((days[row] as number) * DAY);
}

/** Further from 1970 there are no dates in JavaScript, nor in ClickHouse. */
const FURTHEST = 8_640_000_000_000_000n * 1_000_000n;

export function timestamp(data: ArrowData, target: ClickHouseType): Get {
  const counts = longs(data);
  return (row) => {
    const instant = nanoseconds(counts[row] as bigint, data.type.unit);
    if (instant > FURTHEST || instant < -FURTHEST) throw outOfRange(row, counts[row], target.name);
    return new PreciseDate(instant);
  };
}

export function time(data: ArrowData): Get {
  const counts = elementsOf(data, data.values as BigInt64Array | Int32Array as BigInt64Array);
  return (row) => timeText(nanoseconds(BigInt(counts[row] as bigint | number), data.type.unit));
}

/** A time of day or beyond, how many of an interval it is, or the number that it is. */
export function duration(data: ArrowData, target: ClickHouseType): Get {
  const counts = longs(data);
  const { unit = 0 } = data.type;
  if (target.kind === 'Time' || target.kind === 'Time64') {
    return (row) => durationText(nanoseconds(counts[row] as bigint, unit));
  }
  if (target.kind !== 'Interval') return (row) => counts[row];
  if (unitOf(target).part !== DURATION) throw unsupported(data.type, target);
  return (row) => countOf({ months: 0n, days: 0n, nanoseconds: nanoseconds(counts[row] as bigint, unit) }, target, row);
}

const [MONTHS, DAYS] = [0, 1];
const MILLISECOND = 1_000_000n;

/** How many of the unit of an interval of ClickHouse's, which has one unit alone. */
export function interval(data: ArrowData, target: ClickHouseType): Get {
  if (target.kind !== 'Interval') throw unsupported(data.type, target);
  const { unit } = data.type;
  const width = unit === MONTHS ? 1 : unit === DAYS ? 2 : 4;
  const parts = elementsOf(data, data.values as Int32Array, width);
  const part = (row: number, at: number): bigint => BigInt(parts[row * width + at] as number);
  const found = (row: number): Interval => {
    if (unit === MONTHS) return { months: part(row, 0), days: 0n, nanoseconds: 0n };
    if (unit === DAYS) return { months: 0n, days: part(row, 0), nanoseconds: part(row, 1) * MILLISECOND };
    const rest = (part(row, 3) << 32n) | BigInt.asUintN(32, part(row, 2));
    return { months: part(row, 0), days: part(row, 1), nanoseconds: rest };
  };
  return (row) => countOf(found(row), target, row);
}

function longs(data: ArrowData): BigInt64Array {
  return elementsOf(data, data.values as BigInt64Array);
}
