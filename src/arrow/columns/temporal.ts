/** Dates, instants, times and intervals. */
import { ValueError } from '../../columns/value-error.ts';
import type { ClickHouseType } from '../../../index.js';
import type { Library } from '../library.ts';
import { inPlace, type Maker } from './making.ts';

/** Days, of 16 bits here and 32 in Arrow. */
export const date: Maker = (_, making) =>
  inPlace(new making.arrow.DateDay(), making, ({ arena }, rows) =>
    Int32Array.from(arena.view(Uint16Array, arena.next(), rows)),
  );

export const date32: Maker = (_, making) =>
  inPlace(new making.arrow.DateDay(), making, ({ arena }, rows) => arena.view(Int32Array, arena.next(), rows));

export const dateTime: Maker = (type, making) =>
  inPlace(new making.arrow.TimestampSecond(making.zone(type)), making, ({ arena }, rows) => {
    const seconds = arena.view(Uint32Array, arena.next(), rows);
    const halves = new Uint32Array(rows * 2);
    for (let row = 0; row < rows; row++) halves[2 * row] = seconds[row] as number;
    return new BigInt64Array(halves.buffer);
  });

export const dateTime64: Maker = (type, making) => {
  const { unit, factor } = unitOf(type.precision ?? 0, making.arrow);
  return inPlace(new making.arrow.Timestamp(unit, making.zone(type)), making, ({ arena }, rows) =>
    scaled(arena.view(BigInt64Array, arena.next(), rows), factor, type),
  );
};

/** A duration: what ClickHouse calls a time may be negative or longer than a day. */
export const time: Maker = (_, making) =>
  inPlace(new making.arrow.DurationSecond(), making, ({ arena }, rows) => {
    const seconds = arena.view(Int32Array, arena.next(), rows);
    const halves = new Int32Array(rows * 2);
    for (let row = 0; row < rows; row++) {
      const second = seconds[row] as number;
      halves[2 * row] = second;
      halves[2 * row + 1] = second >> 31;
    }
    return new BigInt64Array(halves.buffer);
  });

export const time64: Maker = (type, making) => {
  const { unit, factor } = unitOf(type.precision ?? 0, making.arrow);
  return inPlace(new making.arrow.Duration(unit), making, ({ arena }, rows) =>
    scaled(arena.view(BigInt64Array, arena.next(), rows), factor, type),
  );
};

const DURATIONS = ['IntervalSecond', 'IntervalMillisecond', 'IntervalMicrosecond', 'IntervalNanosecond'];

/** A duration where Arrow has the unit, otherwise how many of the unit it is. */
export const interval: Maker = ({ name }, making) => {
  const unit = DURATIONS.indexOf(name);
  const { arrow } = making;
  return inPlace(unit < 0 ? new arrow.Int64() : new arrow.Duration(unit), making, ({ arena }, rows) =>
    arena.view(BigInt64Array, arena.next(), rows),
  );
};

/** Arrow's next finer unit, and how many of it a tick of so many digits is. */
function unitOf(digits: number, { TimeUnit }: Library): { unit: number; factor: bigint } {
  const units = [TimeUnit.SECOND, TimeUnit.MILLISECOND, TimeUnit.MICROSECOND, TimeUnit.NANOSECOND];
  const thousands = Math.ceil(digits / 3);
  return { unit: units[thousands] ?? TimeUnit.NANOSECOND, factor: 10n ** BigInt(thousands * 3 - digits) };
}

/** @throws {ValueError} for ticks that 64 bits do not hold in the finer unit. */
function scaled(ticks: BigInt64Array, factor: bigint, type: ClickHouseType): BigInt64Array {
  if (factor === 1n) return ticks;
  const out = new BigInt64Array(ticks.length);
  for (let row = 0; row < ticks.length; row++) {
    const tick = ticks[row] as bigint;
    const finer = tick * factor;
    if (BigInt.asIntN(64, finer) !== finer) {
      throw new ValueError(row, tick, type.name, `${tick} ticks are more than Arrow's next finer unit can count`);
    }
    out[row] = finer;
  }
  return out;
}
