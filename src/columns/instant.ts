import { PreciseDate } from './precise-date.ts';

const MILLISECOND = 1_000_000n;
const SECOND = 1_000_000_000n;

const TEXT =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?\s*(Z|UTC|[+-]\d\d(?::?\d\d)?)?$/;

/** Finds the instants at which the clocks of a zone show wall times, all in seconds as if the clocks were UTC. */
export type InstantsOf = (zone: string, walls: Float64Array) => Float64Array;

/** A text of digits. */
interface Parsed {
  /** Seconds since the epoch; by the clock when `isWall`. */
  readonly second: number;
  readonly nanoseconds: bigint;
  readonly isWall: boolean;
}

/** Reads a text, ISO 8601 or ClickHouse's own; `undefined` for any other. */
export function parseTime(text: string): Parsed | undefined {
  const match = TEXT.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '', zone] = match;
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const wall = Date.parse(`${iso}Z`);
  // Date.parse takes the 31st of April for the 1st of May.
  if (Number.isNaN(wall) || new Date(wall).toISOString().slice(0, 19) !== iso) return undefined;
  const offset = zone === undefined ? 0 : offsetOf(zone);
  return {
    second: wall / 1000 - offset,
    nanoseconds: BigInt(fraction.padEnd(9, '0')),
    isWall: zone === undefined,
  };
}

/** Nanoseconds since the epoch of the texts among `values`; `undefined` for all else. The zone is asked once. */
export function parseInstants(
  values: ArrayLike<unknown>,
  timezone: string,
  instants: InstantsOf,
): (bigint | undefined)[] {
  const parsed = Array.from(values, (value) => (typeof value === 'string' ? parseTime(value) : undefined));
  const walls = parsed.filter((time) => time?.isWall).map((time) => time?.second ?? 0);
  const found = walls.length === 0 ? walls : instants(timezone, Float64Array.from(walls));
  let next = 0;
  return parsed.map((time) => {
    if (time === undefined) return undefined;
    const second = time.isWall ? (found[next++] as number) : time.second;
    return BigInt(second) * SECOND + time.nanoseconds;
  });
}

/** Seconds ahead of UTC. */
function offsetOf(zone: string): number {
  if (zone === 'Z' || zone === 'UTC') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3).replace(':', '') || 0);
  return (zone.startsWith('-') ? -minutes : minutes) * 60;
}

/** Nanoseconds since the epoch of a Date; `undefined` when it is invalid. */
export function instantOf(date: Date): bigint | undefined {
  const milliseconds = date.getTime();
  if (Number.isNaN(milliseconds)) return undefined;
  return date instanceof PreciseDate ? date.epochNanoseconds : BigInt(milliseconds) * MILLISECOND;
}

export { SECOND };
