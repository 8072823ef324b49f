import { InterfaceError } from '../errors.ts';

const NANOSECONDS_PER_MILLISECOND = 1_000_000n;

/** A Date with the nanoseconds that a Date alone drops. */
export class PreciseDate extends Date {
  readonly #belowMillisecond: bigint;
  readonly #digits: number;

  /** `digits` of the fraction of a second are printed: 3 to 9. */
  constructor(epochNanoseconds: bigint, digits = 9) {
    if (typeof epochNanoseconds !== 'bigint' || !Number.isInteger(digits) || digits < 3 || digits > 9) {
      throw new InterfaceError('PreciseDate: expected nanoseconds as a bigint, and 3 to 9 digits', {
        code: 'ERR_INVALID_ARG',
      });
    }
    const milliseconds = floorDivide(epochNanoseconds, NANOSECONDS_PER_MILLISECOND);
    super(Number(milliseconds));
    this.#belowMillisecond = epochNanoseconds - milliseconds * NANOSECONDS_PER_MILLISECOND;
    this.#digits = digits;
  }

  get epochNanoseconds(): bigint {
    return BigInt(this.getTime()) * NANOSECONDS_PER_MILLISECOND + this.#belowMillisecond;
  }

  override toISOString(): string {
    const text = super.toISOString();
    const more = String(this.#belowMillisecond)
      .padStart(6, '0')
      .slice(0, Math.max(this.#digits - 3, 0));
    return `${text.slice(0, -1)}${more}Z`;
  }
}

/** Rounds towards the past, as instants before 1970 need it. */
export function floorDivide(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor;
  return value < 0n && quotient * divisor !== value ? quotient - 1n : quotient;
}
