/** A value that its column cannot hold; `index` counts from the start of the values that were written. */
export class ValueError extends Error {
  readonly index: number;
  readonly value: unknown;
  /** The type that refused it, when it lies inside the column's type. */
  readonly typeName: string;

  constructor(index: number, value: unknown, typeName: string, reason: string) {
    super(reason);
    this.name = 'ValueError';
    this.index = index;
    this.value = value;
    this.typeName = typeName;
  }

  /** The same failure, told of the row that the value lies in. */
  atRow(row: number): ValueError {
    return new ValueError(row, this.value, this.typeName, this.message);
  }
}

/** What is wrong with a value that has not even the right kind. */
export function wrongType(index: number, value: unknown, typeName: string, expected: string): ValueError {
  if (value === null || value === undefined) {
    return new ValueError(index, value, typeName, `${value} in a column that is not Nullable`);
  }
  return new ValueError(index, value, typeName, `expected ${expected}, got ${describe(value)}`);
}

export function outOfRange(index: number, value: unknown, typeName: string): ValueError {
  return new ValueError(index, value, typeName, `${describe(value)} is out of the range of ${typeName}`);
}

const LONGEST_NAME = 120;

/** The name of a type, for an error's text: those of enums may be long. */
export function shortName({ name }: { readonly name: string }): string {
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name;
}

const LONGEST = 60;

/** A value in a few words, for an error's text. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return value.length > LONGEST ? `'${value.slice(0, LONGEST)}…'` : `'${value}'`;
  if (typeof value === 'bigint') return shorten(`${value}n`);
  if (typeof value === 'number' || typeof value === 'boolean' || value === null || value === undefined)
    return String(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'an invalid Date' : value.toISOString();
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (ArrayBuffer.isView(value)) return `a ${value.constructor.name} of ${value.byteLength} bytes`;
  if (typeof value === 'object') return `an object (${value.constructor?.name ?? 'without prototype'})`;
  return `a ${typeof value}`;
}

function shorten(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
