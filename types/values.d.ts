/** A Date that keeps nanoseconds; the value of a DateTime64 with more than three fractional digits. */
export class PreciseDate extends Date {
  /**
   * @param epochNanoseconds Nanoseconds since 1970-01-01 00:00 UTC.
   * @param digits Fractional digits that `toISOString()` prints, 3 to 9. @default 9
   */
  constructor(epochNanoseconds: bigint, digits?: number);
  /** Nanoseconds since 1970-01-01 00:00 UTC. */
  readonly epochNanoseconds: bigint;
  /** The time in UTC with all its fractional digits. */
  toISOString(): string;
}

/** A value together with its type: what a Variant or Dynamic holds in the format `typed`, and what chooses a type on insert. */
export class TypedValue<T = unknown> {
  /** @param type The type's name as the server writes it, such as `UInt8`. */
  constructor(type: string, value: T);
  /** The type's name. */
  readonly type: string;
  /** The value, as a column of that type has it. */
  readonly value: T;
}

/**
 * Chooses the type of a value in a Variant, Dynamic or JSON: `typedValue('UInt8', 7)`.
 * @param type A member of the Variant, or any type for the others.
 */
export function typedValue<T>(type: string, value: T): TypedValue<T>;

/**
 * Sets a format for the results of all clients, where nothing more exact is said: `setReadFormat('IPv*', 'bytes')`.
 * @throws {ProgrammingError} `ERR_UNKNOWN_FORMAT` for a pattern that no type has, and a format that its types have not.
 */
export function setReadFormat(pattern: string, format: string): void;

/** Takes back the format of one pattern, or all of them. */
export function clearReadFormat(pattern?: string): void;

/** Sets a format for the inserts of all clients; errors as of {@link setReadFormat}. */
export function setWriteFormat(pattern: string, format: string): void;

/** Takes back the format of one pattern, or all of them. */
export function clearWriteFormat(pattern?: string): void;
