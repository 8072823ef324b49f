const OBJECT_HINT = ': servers gave it up for JSON; change the type of the column';

/** Thrown for types that no codec reads or writes. */
export class UnsupportedTypeError extends Error {
  readonly typeName: string;

  constructor(
    typeName: string,
    message = `the type ${typeName} is not supported${typeName.startsWith('Object(') ? OBJECT_HINT : ''}`,
  ) {
    super(message);
    this.name = 'UnsupportedTypeError';
    this.typeName = typeName;
  }
}
