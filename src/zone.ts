/** Names of time zones, as users give them. */
import type { InstantsOf } from './columns/instant.ts';
import { NotSupportedError, ProgrammingError } from './errors.ts';
import { formatTexts, instantsOf } from './native.ts';

const known = new Set<string>(['UTC']);

/** @throws {ProgrammingError} for a zone that the zone data does not have; `where` says where it comes from. */
export function checkZone(zone: string, where: string): void {
  if (known.has(zone)) return;
  try {
    formatTexts(`DateTime('${zone.replace(/[\\']/g, '\\$&')}')`, new Uint8Array(0), new Uint32Array(0));
  } catch (cause) {
    throw new ProgrammingError(`${where}: '${zone}' is not a time zone`, { code: 'ERR_UNKNOWN_TIMEZONE', cause });
  }
  known.add(zone);
}

/** The instants of wall times. @throws {NotSupportedError} for a server's zone that the zone data does not have. */
export const instants: InstantsOf = (zone, walls) => {
  const found = instantsOf(zone, walls);
  if ('failure' in found) throw new NotSupportedError(found.message, { code: found.code });
  return found;
};
