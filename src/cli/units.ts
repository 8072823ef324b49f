/** Numbers for people. */

const thousands = ['', 'k', 'M', 'G', 'T', 'P'] as const;

/** Three digits and a unit: `1.23 M`. */
function scaled(amount: number): { readonly digits: string; readonly prefix: string } {
  let value = amount;
  let step = 0;
  // What rounds to a thousand belongs to the next one.
  while (value >= 999.5 && step < thousands.length - 1) {
    value /= 1000;
    step++;
  }
  const decimals = step === 0 ? 0 : value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
  return { digits: value.toFixed(decimals), prefix: thousands[step] ?? '' };
}

/** `1.23 M` */
export function count(amount: number): string {
  const { digits, prefix } = scaled(amount);
  return prefix === '' ? digits : `${digits} ${prefix}`;
}

/** `1.23 MB` */
export function bytes(amount: number): string {
  const { digits, prefix } = scaled(amount);
  return `${digits} ${prefix}B`;
}

/** `1 row`, `2 rows`, `1 234 567 rows` */
export function rows(amount: number): string {
  return `${amount.toLocaleString('en-US').replaceAll(',', ' ')} ${amount === 1 ? 'row' : 'rows'}`;
}

/** `0.012 s`, `2 min 5 s` */
export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${(milliseconds / 1000).toFixed(3)} s`;
  if (milliseconds < 59_950) return `${(milliseconds / 1000).toFixed(1)} s`;
  const whole = Math.round(milliseconds / 1000);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** What came in so many milliseconds, by the second. */
export function perSecond(amount: number, milliseconds: number): number {
  return amount / (Math.max(milliseconds, 1) / 1000);
}
