/** Thrown for types that no codec reads or writes. */
export class UnsupportedTypeError extends Error {
  readonly typeName: string;

  constructor(typeName: string, message = `the type ${typeName} is not supported`) {
    super(message);
    this.name = 'UnsupportedTypeError';
    this.typeName = typeName;
  }
}
