/** `DateTime`: seconds since the epoch. `DateTime64(p)`: ticks of 10^-p seconds. */
import type { Codec, Writing } from './codec.ts';
import { direct, ElementVector } from './element.ts';
import { putInteger } from './int.ts';
import { instantOf, parseInstants, SECOND } from './instant.ts';
import { MadeVector } from './made.ts';
import { floorDivide, PreciseDate } from './precise-date.ts';
import { fromTemporal, requireTemporal } from './temporal.ts';
import { TextVector } from './text-vector.ts';
import type { ClickHouseType } from '../../index.js';
import { outOfRange, ValueError, wrongType } from './value-error.ts';
import type { Vector } from './vector.ts';

const EXPECTED = 'a Date, a number of ticks or a date text';
const LAST_SECOND = 0xffff_ffff;

export const dateTime: Codec = {
  form: 'date',
  formats: ['int', 'string', 'temporal'],
  read(type, rows, reading) {
    const seconds = reading.arena.view(Uint32Array, reading.arena.next(), rows);
    const zone = reading.zone(type);
    switch (reading.format(type)) {
      case 'int':
        return direct<number>(seconds);
      case 'string':
        return new TextVector(seconds, `DateTime(${quoted(zone)})`, reading.arena.texts);
      case 'temporal':
        return new MadeVector(rows, zonedDateTimes(seconds, SECOND, zone), seconds);
      default:
        return new ElementVector<Date>(
          seconds,
          (second: number) => new Date(second * 1000),
          (second) => `new Date(${second} * 1000)`,
        );
    }
  },
  zero: () => 0,
  write(type, values, writing) {
    if (values instanceof Uint32Array) return void writing.sections.push(values);
    const out = new Uint32Array(values.length);
    let plain: ((index: number) => Plain) | undefined;
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      let second: number;
      if (typeof value === 'number' && Number.isInteger(value)) second = value;
      else if (value instanceof Date) second = Math.floor(value.getTime() / 1000);
      else {
        plain ??= plainValues(values, type, writing);
        second = toSecond(plain(i), i, type);
      }
      if (Number.isNaN(second)) throw wrongType(i, value, type.name, EXPECTED);
      if (!(second >= 0 && second <= LAST_SECOND)) throw outOfRange(i, value, type.name);
      out[i] = second;
    }
    writing.sections.push(out);
  },
};

/** A `Temporal` value as the date or text that it stands for. */
function withoutTemporal(value: unknown): unknown {
  const plain = fromTemporal(value) ?? value;
  return typeof plain === 'bigint' && plain !== value ? new PreciseDate(plain) : plain;
}

/** What each value is without `Temporal`, and with the instants of texts. */
function plainValues(values: ArrayLike<unknown>, type: ClickHouseType, writing: Writing): (index: number) => Plain {
  const plain = Array.from(values, withoutTemporal);
  const instants = plain.some((value) => typeof value === 'string')
    ? parseInstants(plain, type.timezone ?? writing.timezone, writing.instants)
    : [];
  return (index) => ({ value: plain[index], instant: instants[index] });
}

/** A value, and its instant in nanoseconds when it is the text of one. */
interface Plain {
  readonly value: unknown;
  readonly instant: bigint | undefined;
}

function toSecond(plain: Plain, index: number, type: ClickHouseType): number {
  const { value } = plain;
  // What a Temporal value stands for.
  if (value instanceof Date) return Math.floor(value.getTime() / 1000);
  if (typeof value === 'bigint') return Number(value);
  return Number(ticksOfText(plain, index, type));
}

/** Ticks of the type's precision, from a text; a digit that would be lost is an error. */
function ticksOfText({ value, instant }: Plain, index: number, type: ClickHouseType): bigint {
  if (instant === undefined) throw wrongType(index, value, type.name, EXPECTED);
  const precision = type.kind === 'DateTime' ? 0 : (type.precision ?? 0);
  const tick = 10n ** BigInt(9 - precision);
  const ticks = floorDivide(instant, tick);
  if (ticks * tick !== instant) {
    throw new ValueError(index, value, type.name, `${String(value)} has more than ${precision} digits of a second`);
  }
  return ticks;
}

/** From 0000-01-01 until 9999-12-31, in seconds: servers before 26 show a smaller range, but store all of it. */
const FIRST64 = -62_167_219_200n;
const END64 = 253_402_300_800n;
const INT64_MIN = -(1n << 63n);
const INT64_MAX = (1n << 63n) - 1n;

export const dateTime64: Codec = {
  form: 'date',
  formats: ['int', 'string', 'temporal'],
  read(type, rows, reading) {
    const ticks = reading.arena.view(BigInt64Array, reading.arena.next(), rows);
    const precision = type.precision ?? 0;
    const zone = reading.zone(type);
    switch (reading.format(type)) {
      case 'int':
        return direct<bigint>(ticks);
      case 'string':
        return new TextVector(ticks, `DateTime64(${precision}, ${quoted(zone)})`, reading.arena.texts);
      case 'temporal':
        return new MadeVector(rows, zonedDateTimes(ticks, 10n ** BigInt(9 - precision), zone), ticks);
      default:
        return precision <= 3 ? dates(ticks, precision) : new PreciseVector(ticks, precision);
    }
  },
  zero: () => 0,
  write(type, values, writing) {
    const precision = BigInt(type.precision ?? 0);
    const tick = 10n ** (9n - precision);
    const lowest = later(FIRST64 * 10n ** precision, INT64_MIN);
    const highest = earlier(END64 * 10n ** precision - 1n, INT64_MAX);
    if (values instanceof BigInt64Array) {
      const outside = firstOutside(values, lowest, highest);
      if (outside >= 0) throw outOfRange(outside, values[outside], type.name);
      return void writing.sections.push(values);
    }
    const out = new BigInt64Array(values.length);
    const halves = new Int32Array(out.buffer);
    const perMillisecond = 10 ** (Number(precision) - 3);
    const [least, most] = [Number(lowest), Number(highest)];
    let plain: ((index: number) => Plain) | undefined;
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      if (value instanceof Date && !(value instanceof PreciseDate)) {
        const ticks = Math.floor(value.getTime() * perMillisecond);
        if (Number.isSafeInteger(ticks) && ticks >= least && ticks <= most) {
          putInteger(ticks, halves, 2 * i);
          continue;
        }
      }
      plain ??= plainValues(values, type, writing);
      const ticks = toTicks(plain(i), i, type, tick);
      if (ticks < lowest || ticks > highest) throw outOfRange(i, values[i], type.name);
      out[i] = ticks;
    }
    writing.sections.push(out);
  },
};

function dates(ticks: BigInt64Array, precision: number): Vector<Date> {
  const milliseconds = 10 ** (3 - precision);
  return new ElementVector<Date>(
    ticks,
    (tick: bigint) => new Date(Number(tick) * milliseconds),
    (tick) => `new Date(Number(${tick}) * ${milliseconds})`,
  );
}

/** The `Temporal.ZonedDateTime` of each value. */
function zonedDateTimes(
  ticks: Uint32Array | BigInt64Array,
  nanoseconds: bigint,
  zone: string,
): (index: number) => unknown {
  const { Instant } = requireTemporal('read');
  const identifier = offsetZone(zone) ?? zone;
  return (index) =>
    Instant.fromEpochNanoseconds(BigInt(ticks[index] as number) * nanoseconds).toZonedDateTimeISO(identifier);
}

/** What the server calls `Fixed/UTC+05:30:00` is `+05:30` elsewhere. */
function offsetZone(zone: string): string | undefined {
  return /^Fixed\/UTC([+-]\d\d:\d\d):00$/.exec(zone)?.[1];
}

function quoted(zone: string): string {
  return `'${zone.replace(/[\\']/g, '\\$&')}'`;
}

/** The place of the first tick out of the range, or -1; the upper halves decide for nearly all, without making a bigint. */
function firstOutside(ticks: BigInt64Array, lowest: bigint, highest: bigint): number {
  const halves = new Int32Array(ticks.buffer, ticks.byteOffset, ticks.length * 2);
  const low = Number(lowest >> 32n);
  const high = Number(highest >> 32n);
  for (let i = 0; i < ticks.length; i++) {
    const half = halves[2 * i + 1] as number;
    if (half > low && half < high) continue;
    const tick = ticks[i] as bigint;
    if (tick < lowest || tick > highest) return i;
  }
  return -1;
}

const earlier = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const later = (a: bigint, b: bigint): bigint => (a > b ? a : b);

function toTicks(plain: Plain, index: number, type: ClickHouseType, tick: bigint): bigint {
  const { value } = plain;
  if (value instanceof Date) {
    const instant = instantOf(value);
    if (instant === undefined) throw wrongType(index, value, type.name, EXPECTED);
    return floorDivide(instant, tick);
  }
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  return ticksOfText(plain, index, type);
}

/** Dates of more than three digits of a second. */
class PreciseVector implements Vector<PreciseDate> {
  readonly values: BigInt64Array;
  readonly #nanoseconds: bigint;
  readonly #precision: number;

  constructor(ticks: BigInt64Array, precision: number) {
    this.values = ticks;
    this.#precision = precision;
    this.#nanoseconds = SECOND / 10n ** BigInt(precision);
  }

  get length(): number {
    return this.values.length;
  }

  get(index: number): PreciseDate {
    return new PreciseDate((this.values[index] as bigint) * this.#nanoseconds, this.#precision);
  }

  slice(from: number, to: number): PreciseDate[] {
    const out = new Array<PreciseDate>(to - from);
    for (let i = from; i < to; i++) out[i - from] = this.get(i);
    return out;
  }
}
