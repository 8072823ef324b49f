/** Intervals: Arrow's have several parts, ClickHouse's have one unit. */
import { ValueError } from '../../columns/value-error.ts';
import type { ClickHouseType } from '../../../index.js';

/** The parts of an interval, none of which is a fixed number of another. */
export interface Interval {
  readonly months: bigint;
  readonly days: bigint;
  readonly nanoseconds: bigint;
}

/** The part that durations have. */
export const DURATION = 'nanoseconds';

/** A unit as so many of a part. */
interface Unit {
  readonly part: keyof Interval;
  readonly size: bigint;
}

const SECOND = 1_000_000_000n;

const UNITS: Readonly<Record<string, Unit>> = {
  IntervalYear: { part: 'months', size: 12n },
  IntervalQuarter: { part: 'months', size: 3n },
  IntervalMonth: { part: 'months', size: 1n },
  IntervalWeek: { part: 'days', size: 7n },
  IntervalDay: { part: 'days', size: 1n },
  IntervalHour: { part: DURATION, size: 3600n * SECOND },
  IntervalMinute: { part: DURATION, size: 60n * SECOND },
  IntervalSecond: { part: DURATION, size: SECOND },
  IntervalMillisecond: { part: DURATION, size: 1_000_000n },
  IntervalMicrosecond: { part: DURATION, size: 1000n },
  IntervalNanosecond: { part: DURATION, size: 1n },
};

export function unitOf({ name }: ClickHouseType): Unit {
  const unit = UNITS[name];
  if (unit === undefined) throw new TypeError(`${name} is no interval that is known`);
  return unit;
}

/** How many of the type's unit an interval is. @throws {ValueError} when it is no whole number of it. */
export function countOf(interval: Interval, type: ClickHouseType, row: number): bigint {
  const { part, size } = unitOf(type);
  const hasOthers = (['months', 'days', DURATION] as const).some((name) => name !== part && interval[name] !== 0n);
  if (!hasOthers && interval[part] % size === 0n) return interval[part] / size;
  const parts = [
    [interval.months, 'months'],
    [interval.days, 'days'],
    [interval.nanoseconds, 'ns'],
  ] as const;
  const text = parts.filter(([count]) => count !== 0n).map(([count, name]) => `${count} ${name}`);
  const reason = `${text.join(', ')} are no whole number of ${type.name.slice('Interval'.length)}s`;
  throw new ValueError(row, text.join(', '), type.name, reason);
}
