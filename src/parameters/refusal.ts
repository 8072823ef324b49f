import type { ClickHouseType } from '../../index.js';
import { describe, shortName, ValueError } from '../columns/value-error.ts';
import { DataError } from '../errors.ts';

/** Why a value cannot be sent as a type. */
export class Refusal extends Error {}

/** The value is not of the right kind. */
export function refuse(value: unknown, type: ClickHouseType, expected: string): Refusal {
  return new Refusal(`${shortName(type)} expects ${expected}, got ${describe(value)}`);
}

export function outOfRange(value: unknown, type: ClickHouseType): Refusal {
  return new Refusal(`${describe(value)} is out of the range of ${shortName(type)}`);
}

/** Makes a text; a refusal becomes the error of the parameter that `what` names, where it has a name. */
export function naming<T>(what: string | undefined, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof Refusal || error instanceof ValueError)) throw error;
    const message = what === undefined ? error.message : `${what}: ${error.message}`;
    throw new DataError(message, { code: 'ERR_INVALID_PARAMETER' });
  }
}
