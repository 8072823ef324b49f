import type { ClickHouseType } from '../../index.js';
import { describe, shortName } from '../columns/value-error.ts';

/** Why a value cannot be sent as a type; told as a DataError once the parameter's name is known. */
export class Refusal extends Error {}

/** The value is not of the right kind. */
export function refuse(value: unknown, type: ClickHouseType, expected: string): Refusal {
  return new Refusal(`${shortName(type)} expects ${expected}, got ${describe(value)}`);
}

export function outOfRange(value: unknown, type: ClickHouseType): Refusal {
  return new Refusal(`${describe(value)} is out of the range of ${shortName(type)}`);
}
