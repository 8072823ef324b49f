/** Values of the runtime's own `Temporal`, where it has that. */
import { NotSupportedError } from '../errors.ts';

/** What is used of `Temporal`; runtimes have it from Node 26 on, others by a polyfill. */
export interface TemporalNamespace {
  readonly Instant: {
    fromEpochNanoseconds(epochNanoseconds: bigint): { toZonedDateTimeISO(timezone: string): unknown };
  };
  readonly PlainDate: new (year: number, month: number, day: number) => unknown;
  readonly Duration: { from(fields: Readonly<Record<string, number>>): unknown };
}

function present(): TemporalNamespace | undefined {
  return (globalThis as { Temporal?: TemporalNamespace }).Temporal;
}

/** @throws {NotSupportedError} when the runtime has no `Temporal`; `where` is the method whose options want it. */
export function requireTemporal(where: string): TemporalNamespace {
  const temporal = present();
  if (temporal !== undefined) return temporal;
  const message = `${where}: the format 'temporal' needs a runtime with Temporal (Node 26), or a polyfill such as temporal-polyfill/global`;
  throw new NotSupportedError(message, { code: 'ERR_TEMPORAL_MISSING' });
}

/** What a `Temporal` value stands for: an instant in nanoseconds, or its text for wall times and durations; nothing for other values. */
export function fromTemporal(value: unknown): bigint | string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const kind = temporalKind(value);
  if (kind === 'Instant' || kind === 'ZonedDateTime') return (value as { epochNanoseconds: bigint }).epochNanoseconds;
  return kind === undefined ? undefined : String(value);
}

const FIELDS = [
  'years',
  'months',
  'weeks',
  'days',
  'hours',
  'minutes',
  'seconds',
  'milliseconds',
  'microseconds',
  'nanoseconds',
] as const;

/** The members of a `Temporal.Duration`; nothing for other values. */
export function durationFields(value: unknown): ReadonlyMap<string, number> | undefined {
  if (typeof value !== 'object' || value === null || temporalKind(value) !== 'Duration') return undefined;
  const duration = value as Readonly<Record<(typeof FIELDS)[number], number>>;
  return new Map(FIELDS.map((name) => [name, duration[name]]));
}

/** The kind of a `Temporal` value, such as `ZonedDateTime`; nothing for other values. */
function temporalKind(value: object): string | undefined {
  const tag = Object.prototype.toString.call(value);
  return tag.startsWith('[object Temporal.') ? tag.slice('[object Temporal.'.length, -1) : undefined;
}
