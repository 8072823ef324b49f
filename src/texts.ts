import type { FormatTexts } from './columns/arena.ts';
import { NotSupportedError } from './errors.ts';
import { formatTexts } from './native.ts';

/** The texts of a column. @throws {NotSupportedError} for a server's zone that the zone data does not have. */
export function textsOf(name: string): FormatTexts {
  return (typeName, values, ends) => {
    try {
      return formatTexts(typeName, values, ends);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      const message = `${name}: ${reason}; give it one with columnTzs, or read it in another format`;
      throw new NotSupportedError(message, { code: 'ERR_UNKNOWN_TIMEZONE', cause });
    }
  };
}
