/** `Time`: seconds. `Time64(p)`: ticks of 10^-p seconds. Both are signed and reach beyond a day. */
import type { Codec } from './codec.ts';
import { direct } from './element.ts';
import { MadeVector } from './made.ts';
import { durationFields, fromTemporal, requireTemporal } from './temporal.ts';
import { TextVector } from './text-vector.ts';
import type { ClickHouseType } from '../../index.js';
import { outOfRange, ValueError, wrongType } from './value-error.ts';
import type { ArrayType, Vector } from './vector.ts';

type Ticks = Int32Array | BigInt64Array;

/** The first second that no longer has a text: 1000:00:00. */
export const END = 3_600_000n;
const SECOND = 1_000_000_000n;

function times(array: ArrayType<Ticks>): Codec {
  return {
    form: 'string',
    formats: ['int', 'temporal'],
    read(type, rows, reading) {
      const ticks = reading.arena.view(array, reading.arena.next(), rows);
      switch (reading.format(type)) {
        case 'int':
          return direct<number | bigint>(ticks) as Vector;
        case 'temporal':
          return new MadeVector(rows, durations(ticks, tickOf(type)), ticks);
        default:
          return new TextVector(ticks, type.name, reading.arena.texts);
      }
    },
    zero: () => 0,
    write(type, values, { sections }) {
      const out = new array(values.length);
      const tick = tickOf(type);
      const end = (END * SECOND) / tick;
      for (let i = 0; i < values.length; i++) {
        const ticks = toTicks(values[i], i, type, tick);
        if (ticks >= end || ticks <= -end) throw outOfRange(i, values[i], type.name);
        out[i] = out instanceof Int32Array ? Number(ticks) : ticks;
      }
      sections.push(out);
    },
  };
}

/** Nanoseconds of a tick. */
export function tickOf(type: ClickHouseType): bigint {
  return 10n ** BigInt(9 - (type.precision ?? 0));
}

const EXPECTED = "a time such as '-123:59:59', or a number of";

export function toTicks(value: unknown, index: number, type: ClickHouseType, tick = tickOf(type)): bigint {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  const nanoseconds = nanosecondsOf(value);
  if (nanoseconds === undefined) {
    throw wrongType(index, value, type.name, `${EXPECTED} ${type.kind === 'Time' ? 'seconds' : 'ticks'}`);
  }
  if (nanoseconds % tick !== 0n) {
    const digits = type.precision ?? 0;
    throw new ValueError(index, value, type.name, `${String(value)} has more than ${digits} digits of a second`);
  }
  return nanoseconds / tick;
}

const TEXT = /^([+-]?)(\d{1,3}):([0-5]\d):([0-5]\d)(?:\.(\d{1,9}))?$/;

/** What a text or a `Temporal.Duration` or `PlainTime` stands for; nothing for all else. */
function nanosecondsOf(value: unknown): bigint | undefined {
  const fields = durationFields(value);
  if (fields !== undefined) return ofDuration(fields);
  const text = fromTemporal(value) ?? value;
  const match = typeof text === 'string' ? TEXT.exec(text) : null;
  if (match === null) return undefined;
  const [, sign, hours, minutes, seconds, fraction = ''] = match;
  const whole = (BigInt(hours as string) * 60n + BigInt(minutes as string)) * 60n + BigInt(seconds as string);
  const nanoseconds = whole * SECOND + BigInt(fraction.padEnd(9, '0'));
  return sign === '-' ? -nanoseconds : nanoseconds;
}

/** The members of a duration whose lengths do not depend on a calendar, in nanoseconds. */
const LENGTHS: Readonly<Record<string, bigint>> = {
  days: 86_400n * SECOND,
  hours: 3600n * SECOND,
  minutes: 60n * SECOND,
  seconds: SECOND,
  milliseconds: 1_000_000n,
  microseconds: 1000n,
  nanoseconds: 1n,
};

function ofDuration(fields: ReadonlyMap<string, number>): bigint | undefined {
  let sum = 0n;
  for (const [name, amount] of fields) {
    const length = LENGTHS[name];
    if (length !== undefined) sum += BigInt(amount) * length;
    else if (amount !== 0) return undefined;
  }
  return sum;
}

/** The `Temporal.Duration` of each value, in hours and less. */
function durations(ticks: Ticks, tick: bigint): (index: number) => unknown {
  const { Duration } = requireTemporal('read');
  return (index) => {
    let rest = BigInt(ticks[index] as number | bigint) * tick;
    const fields: Record<string, number> = {};
    for (const [name, length] of Object.entries(LENGTHS)) {
      if (name === 'days') continue;
      fields[name] = Number(rest / length);
      rest %= length;
    }
    return Duration.from(fields);
  };
}

export const time = times(Int32Array);
export const time64 = times(BigInt64Array);
