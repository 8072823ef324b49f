/** `Date`, `DateTime` and their wide siblings, as texts in which no time zone is left to guess. */
import { toDay } from '../columns/date.ts';
import { instantOf, parseTime } from '../columns/instant.ts';
import { floorDivide, PreciseDate } from '../columns/precise-date.ts';
import { fromTemporal } from '../columns/temporal.ts';
import type { ClickHouseType } from '../../index.js';
import { outOfRange, Refusal, refuse } from './refusal.ts';

const DAY = 86_400_000;
const DAY_SECONDS = 86_400n;
const SECOND = 1_000_000_000n;

/** First and last day of the types. */
const dayRange = { Date: [0, 0xffff], Date32: [-25_567, 120_529] } as const;
/** First second of the types, and the first one after them. */
const secondRange = { DateTime: [0n, 1n << 32n], DateTime64: [-2_208_988_800n, 10_413_792_000n] } as const;

export function dateText(value: unknown, type: ClickHouseType): string {
  const day = toDay(value);
  if (day === undefined) throw refuse(value, type, "a Date, days since 1970 or 'YYYY-MM-DD'");
  const [first, last] = dayRange[type.kind === 'Date' ? 'Date' : 'Date32'];
  if (day < first || day > last) throw outOfRange(value, type);
  return new Date(day * DAY).toISOString().slice(0, 10);
}

export function dateTimeText(given: unknown, type: ClickHouseType): string {
  const value = withoutTemporal(given);
  if (typeof value === 'string') return ofText(value, type);
  const instant = toInstant(value, type);
  if (instant === undefined) throw refuse(value, type, 'a Date, a number of ticks or a date text');
  return epochText(checkRange(instant, value, type), value, type);
}

/** A value of `Temporal` as the Date or text that it stands for. */
function withoutTemporal(value: unknown): unknown {
  const plain = fromTemporal(value) ?? value;
  return typeof plain === 'bigint' && plain !== value ? new PreciseDate(plain) : plain;
}

/** Digits of a second that the type keeps. */
function digitsOf(type: ClickHouseType): number {
  return type.kind === 'DateTime64' ? (type.precision ?? 3) : 0;
}

function toInstant(value: unknown, type: ClickHouseType): bigint | undefined {
  const tick = 10n ** BigInt(9 - digitsOf(type));
  if (value instanceof Date) {
    const instant = instantOf(value);
    return instant === undefined ? undefined : floorDivide(instant, tick) * tick;
  }
  if (typeof value === 'bigint') return value * tick;
  return typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) * tick : undefined;
}

function checkRange(instant: bigint, value: unknown, type: ClickHouseType, slack = 0n): bigint {
  const [first, end] = secondRange[type.kind === 'DateTime' ? 'DateTime' : 'DateTime64'];
  const ticks = instant / 10n ** BigInt(9 - digitsOf(type));
  const fits = BigInt.asIntN(64, ticks) === ticks;
  if (!fits || instant < (first - slack) * SECOND || instant >= (end + slack) * SECOND) throw outOfRange(value, type);
  return instant;
}

/** A text with a zone is an instant; one without keeps its digits, for the server to read in the type's or its own zone. */
function ofText(text: string, type: ClickHouseType): string {
  const time = parseTime(text);
  if (time === undefined) throw refuse(text, type, 'a Date, a number of ticks or a date text');
  const instant = BigInt(time.second) * SECOND + time.nanoseconds;
  if (instant % 10n ** BigInt(9 - digitsOf(type)) !== 0n) {
    throw refuse(text, type, `a time of at most ${digitsOf(type)} digits of a second`);
  }
  if (!time.isWall) return epochText(checkRange(instant, text, type), text, type);
  // The zone, which may be a day away, is not known here.
  return wallText(checkRange(instant, text, type, DAY_SECONDS), type);
}

/** `YYYY-MM-DD hh:mm:ss[.fraction]` of an instant in UTC. */
function wallText(instant: bigint, type: ClickHouseType): string {
  const seconds = floorDivide(instant, SECOND);
  const text = new Date(Number(seconds) * 1000).toISOString().slice(0, 19).replace('T', ' ');
  return text + fractionText(instant - seconds * SECOND, type);
}

function fractionText(nanoseconds: bigint, type: ClickHouseType): string {
  const digits = digitsOf(type);
  return digits === 0 ? '' : `.${String(nanoseconds).padStart(9, '0').slice(0, digits)}`;
}

/**
 * A Date as SQL that means its instant whatever the zone of the session is: a DateTime if it is one of whole seconds, unless
 * `isPrecise`, else a DateTime64.
 */
export function instantExpression(value: Date, isPrecise: boolean): string {
  const instant = instantOf(value);
  if (instant === undefined) throw new Refusal('an invalid Date has no form in SQL');
  const [first, end] = secondRange.DateTime;
  const isWhole = instant % SECOND === 0n && instant >= first * SECOND && instant < end * SECOND;
  if (isWhole && !isPrecise && !(value instanceof PreciseDate)) {
    return `toDateTime('${wallText(instant, dateTime)}', 'UTC')`;
  }
  const type = dateTime64(value instanceof PreciseDate ? (instant % 1000n === 0n ? 6 : 9) : 3);
  return `toDateTime64('${wallText(checkRange(instant, value, type), type)}', ${type.precision}, 'UTC')`;
}

const dateTime: ClickHouseType = { kind: 'DateTime', name: 'DateTime', args: [] };

function dateTime64(precision: number): ClickHouseType {
  return { kind: 'DateTime64', name: `DateTime64(${precision})`, args: [], precision };
}

/**
 * Seconds since the epoch with a fraction. Ten digits, because the server takes shorter numbers for a year.
 * Before 1970 it subtracts the fraction from the whole seconds, so that only their sign is ever read.
 */
function epochText(instant: bigint, value: unknown, type: ClickHouseType): string {
  const magnitude = instant < 0n ? -instant : instant;
  const seconds = magnitude / SECOND;
  if (instant < 0n && seconds === 0n) {
    if (type.timezone === 'UTC') return wallText(instant, type);
    throw refuse(value, type, "declared with a time zone, as in DateTime64(6, 'UTC'), for the last second before 1970");
  }
  const text = String(seconds).padStart(10, '0') + fractionText(magnitude % SECOND, type);
  return instant < 0n ? `-${text}` : text;
}
