/** Values of one width, as texts and integers. */

const SECOND = 1_000_000_000n;

/** Bytes of two's complement, the lowest first. */
export function integer(bytes: Uint8Array, signed: boolean): bigint {
  const hex = Buffer.from(bytes).reverse().toString('hex');
  const value = BigInt(`0x${hex || '0'}`);
  return signed ? BigInt.asIntN(bytes.length * 8, value) : value;
}

/** An integer divided by a power of ten. */
export function decimalText(value: bigint, scale: number): string {
  if (scale <= 0) return String(value * 10n ** BigInt(-scale));
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, '0');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** A count of seconds, or of one of its thousandths, thousandths of that, … */
export function nanoseconds(count: bigint, unit = 0): bigint {
  return count * 10n ** BigInt(9 - 3 * unit);
}

/** `hh:mm:ss` with as many digits of a second as there are. */
export function timeText(value: bigint): string {
  const whole = value / SECOND;
  const parts = [whole / 3600n, (whole / 60n) % 60n, whole % 60n].map((part) => String(part).padStart(2, '0'));
  const fraction = String(value % SECOND)
    .padStart(9, '0')
    .replace(/0+$/, '');
  return fraction === '' ? parts.join(':') : `${parts.join(':')}.${fraction}`;
}

export function durationText(value: bigint): string {
  return value < 0n ? `-${timeText(-value)}` : timeText(value);
}
