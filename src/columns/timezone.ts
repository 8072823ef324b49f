/** Wall times in a zone, by the platform's own zone data. */

const MINUTE = 60_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** The server's names for zones that have only an offset: `Fixed/UTC+05:30:00`. */
const FIXED = /^Fixed\/UTC([+-])(\d\d):(\d\d):(\d\d)$/;

/**
 * Milliseconds since the epoch of a wall time, given as if it were UTC. As the server has it, a time that comes twice is
 * the first, and one that clocks jump over counts with the offset after the jump.
 */
export function wallTimeToEpoch(wall: number, timezone: string): number {
  if (timezone === 'UTC') return wall;
  const before = wall - offsetAt(wall - 24 * 60 * MINUTE, timezone);
  return before + offsetAt(before, timezone) === wall ? before : wall - offsetAt(wall + 24 * 60 * MINUTE, timezone);
}

/** How far the zone's clocks are ahead of UTC, in milliseconds. */
function offsetAt(epoch: number, timezone: string): number {
  const fixed = FIXED.exec(timezone);
  if (fixed !== null) {
    const [, sign, hours, minutes, seconds] = fixed;
    const offset = (Number(hours) * 60 + Number(minutes)) * MINUTE + Number(seconds) * 1000;
    return sign === '-' ? -offset : offset;
  }
  let format = formats.get(timezone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: timezone,
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(timezone, format);
  }
  const whole = Math.floor(epoch / 1000) * 1000;
  const parts = new Map(format.formatToParts(whole).map(({ type, value }) => [type, value]));
  const part = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.get(type) ?? 0);
  const year = parts.get('era') === 'BC' ? 1 - part('year') : part('year');
  // Unlike Date.UTC, which takes the year 1 for 1901.
  const day = new Date(0).setUTCFullYear(year, part('month') - 1, part('day'));
  return day + (part('hour') * 60 + part('minute')) * MINUTE + part('second') * 1000 - whole;
}
