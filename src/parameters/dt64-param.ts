import { fromTemporal } from '../columns/temporal.ts';
import { invalid } from '../validate.ts';

/** A time that is a DateTime64 also where the client chooses the type and no fraction of a second asks for one. */
export class DT64Param {
  readonly value: unknown;

  constructor(value: unknown) {
    if (!(value instanceof Date) && typeof fromTemporal(value) !== 'bigint') {
      throw invalid('DT64Param: the value must be a Date, or an Instant or ZonedDateTime of Temporal');
    }
    this.value = value;
    Object.freeze(this);
  }
}

/** The value of a parameter `x_64`: all times in it are DateTime64. */
export function asDT64(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asDT64);
  return value instanceof Date ? new DT64Param(value) : value;
}
