/** `Time`, `Time64` and the Interval types. */
import type { ClickHouseType } from '../../index.js';
import { countOf } from '../columns/interval.ts';
import { END, tickOf, toTicks } from '../columns/time.ts';
import { integerText } from './number.ts';
import { outOfRange } from './refusal.ts';

const SECOND = 1_000_000_000n;

/** `hh:mm:ss[.fraction]`, with a sign if it is negative. */
export function timeText(value: unknown, type: ClickHouseType): string {
  const nanoseconds = toTicks(value, 0, type) * tickOf(type);
  const magnitude = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  const seconds = magnitude / SECOND;
  if (seconds >= END) throw outOfRange(value, type);
  const parts = [seconds / 3600n, (seconds / 60n) % 60n, seconds % 60n];
  const fraction = String(magnitude % SECOND)
    .padStart(9, '0')
    .slice(0, type.precision ?? 0);
  const text = parts.map((part) => String(part).padStart(2, '0')).join(':');
  return `${nanoseconds < 0n ? '-' : ''}${text}${fraction && '.'}${fraction}`;
}

/** How many of the unit. */
export function intervalText(value: unknown, type: ClickHouseType): string {
  return integerText(countOf(value, 0, type), { ...type, kind: 'Int64' });
}
