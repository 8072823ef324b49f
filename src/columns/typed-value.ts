import { InterfaceError } from '../errors.ts';

/** A value together with the type that it has, or is to have, in a Variant or Dynamic. */
export class TypedValue<T = unknown> {
  /** The type's name, such as `UInt8`. */
  readonly type: string;
  readonly value: T;

  constructor(type: string, value: T) {
    this.type = type;
    this.value = value;
    Object.freeze(this);
  }
}

/** Chooses the type of a value in a Variant or Dynamic. */
export function typedValue<T>(type: string, value: T): TypedValue<T> {
  if (typeof type !== 'string' || type === '') {
    throw new InterfaceError('typedValue: the type must be a string that is not empty', { code: 'ERR_INVALID_ARG' });
  }
  return new TypedValue(type, value);
}
