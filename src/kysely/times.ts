import { PreciseDate } from '../columns/precise-date.ts';
import { fromTemporal } from '../columns/temporal.ts';
import { invalid } from '../validate.ts';

/** An instant, or a list of them, perhaps with NULLs. */
export type Times = object;

export function isTimes(value: unknown): value is Times {
  if (Array.isArray(value)) return isInstant(value.find((item) => item !== null));
  return isInstant(value);
}

function isInstant(value: unknown): boolean {
  return value instanceof Date || typeof fromTemporal(value) === 'bigint';
}

/** An instant as wall time in UTC, with three digits of a second or more. */
export function instantText(value: object): string {
  const instant = fromTemporal(value);
  const date = typeof instant === 'bigint' ? new PreciseDate(instant) : value;
  if (!(date instanceof Date) || Number.isNaN(date.getTime())) throw invalid('an invalid Date is no value');
  return date.toISOString().replace('T', ' ').replace('Z', '');
}
