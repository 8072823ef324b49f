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
  return new TypedValue(type, value);
}
