/** Names of time zones, as users give them. */
import { ProgrammingError } from './errors.ts';
import { formatTexts } from './native.ts';

const known = new Set<string>(['UTC']);

/** @throws {ProgrammingError} for a zone that the zone data does not have; `where` says where it comes from. */
export function checkZone(zone: string, where: string): void {
  if (known.has(zone)) return;
  try {
    formatTexts(`DateTime('${zone.replace(/[\\']/g, '\\$&')}')`, new Uint8Array(0));
  } catch (cause) {
    throw new ProgrammingError(`${where}: '${zone}' is not a time zone`, { code: 'ERR_UNKNOWN_TIMEZONE', cause });
  }
  known.add(zone);
}
