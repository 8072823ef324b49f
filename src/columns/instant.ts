import { PreciseDate } from './precise-date.ts';
import { wallTimeToEpoch } from './timezone.ts';

const MILLISECOND = 1_000_000n;
const SECOND = 1_000_000_000n;

const TEXT =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?\s*(Z|UTC|[+-]\d\d(?::?\d\d)?)?$/;

/** Nanoseconds since the epoch of a text, ISO 8601 or ClickHouse's own; `undefined` for any other. */
export function parseInstant(text: string, timezone: string): bigint | undefined {
  const match = TEXT.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '', zone] = match;
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const wall = Date.parse(`${iso}Z`);
  // Date.parse takes the 31st of April for the 1st of May.
  if (Number.isNaN(wall) || new Date(wall).toISOString().slice(0, 19) !== iso) return undefined;
  const epoch = zone === undefined ? wallTimeToEpoch(wall, timezone) : wall - offsetOf(zone);
  return BigInt(epoch) * MILLISECOND + BigInt(fraction.padEnd(9, '0'));
}

function offsetOf(zone: string): number {
  if (zone === 'Z' || zone === 'UTC') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3).replace(':', '') || 0);
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}

/** Nanoseconds since the epoch of a Date; `undefined` when it is invalid. */
export function instantOf(date: Date): bigint | undefined {
  if (date instanceof PreciseDate) return date.epochNanoseconds;
  const milliseconds = date.getTime();
  return Number.isNaN(milliseconds) ? undefined : BigInt(milliseconds) * MILLISECOND;
}

export { SECOND };
