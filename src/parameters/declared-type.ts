import type { ClickHouseType } from '../../index.js';
import { parseType } from '../datatype.ts';
import { DataError } from '../errors.ts';
import { withoutAliases } from './aliases.ts';

/** The type of a placeholder. A name that only the server knows is left for it to judge. */
export function declaredType(type: string): ClickHouseType {
  return parsed(type) ?? parsed(withoutAliases(type)) ?? { kind: 'Unknown', name: type, args: [] };
}

function parsed(type: string): ClickHouseType | undefined {
  try {
    return parseType(type);
  } catch (error) {
    if (error instanceof DataError) return undefined;
    throw error;
  }
}
