/** `Dynamic`: values of types that each block tells. */
import type { ParseType } from './arena.ts';
import { ChosenVector, type Discriminators, Sorted } from './chosen.ts';
import type { Codec, Reading, Writing } from './codec.ts';
import { checkTree, inferred, type Limits, NO_LIMITS } from './inference.ts';
import { TypedValue } from './typed-value.ts';
import type { ClickHouseType } from '../../index.js';
import { ValueError } from './value-error.ts';
import { readMembers } from './variant.ts';

const numberArrays = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array } as const;

/** `count` names of the layout: those of types, or of paths. */
export function readNames(count: number, reading: Reading): string[] {
  const offsets = reading.arena.offsets(reading.arena.next(), count);
  const bytes = reading.arena.bytes(reading.arena.next(), offsets[count] ?? 0);
  const texts = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: count }, (_, index) => texts.toString('utf8', offsets[index], offsets[index + 1]));
}

/** The next column of that kind. */
export function readDynamic(rows: number, reading: Reading, typed: boolean): ChosenVector {
  const { arena } = reading;
  const types = readNames(arena.next(), reading).map(arena.parse);
  const width = arena.next();
  const numbers = arena.view<Discriminators>(numberArrays[(width || 1) as 1 | 2 | 4], arena.next(), rows);
  const places = arena.view(Uint32Array, arena.next(), rows);
  return new ChosenVector(numbers, places, readMembers(types, reading), typed);
}

/** Values in some of the rows. */
export interface Sparse {
  readonly rows: readonly number[];
  readonly values: readonly unknown[];
}

/** Appends joined names as sections. */
export function writeNames(names: readonly string[], { sections }: Writing): void {
  const bytes = names.map((name) => Buffer.from(name, 'utf8'));
  const offsets = new Uint32Array(names.length + 1);
  bytes.forEach((name, index) => {
    offsets[index + 1] = (offsets[index] as number) + name.length;
  });
  sections.push(offsets, Buffer.concat(bytes));
}

/** Appends a column of `count` rows whose others are NULL; `typeName` is that of errors. */
export function writeDynamic(count: number, sparse: Sparse, typeName: string, limits: Limits, writing: Writing): void {
  const sorted = new Sorted(count, []);
  sparse.values.forEach((value, index) => {
    const row = sparse.rows[index] as number;
    const type =
      value instanceof TypedValue
        ? chosenType(value, { row, typeName }, writing.parse)
        : inferred([value], { row, typeName, limits }, writing.parse);
    const bare = value instanceof TypedValue ? value.value : value;
    if (bare !== null && bare !== undefined && type !== undefined) sorted.push(row, type, bare);
  });
  writeNames(
    sorted.members.map(({ type }) => type.name),
    writing,
  );
  // The user's formats are about the types that a table has.
  sorted.write({ ...writing, format: () => undefined, told: true });
}

function chosenType(
  value: TypedValue,
  { row, typeName }: { row: number; typeName: string },
  parse: ParseType,
): ClickHouseType {
  let type: ClickHouseType;
  try {
    type = parse(value.type);
  } catch (error) {
    throw new ValueError(row, value, typeName, error instanceof Error ? error.message : String(error));
  }
  // A Dynamic has no types that can be NULL or Dynamic themselves.
  const [inner] = type.args;
  if (type.kind === 'Nullable' && inner !== undefined) return inner;
  if (type.kind === 'Variant' || type.kind === 'Dynamic' || type.kind === 'Nothing') {
    throw new ValueError(row, value, typeName, `a value of the type ${type.name}, which is none that a value has`);
  }
  return type;
}

export const dynamic: Codec = {
  formats: ['typed'],
  read: (type, rows, reading) => readDynamic(rows, reading, reading.format(type) === 'typed'),
  zero: () => null,
  write(type, values, writing) {
    const rows: number[] = [];
    const present: unknown[] = [];
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      if (value === null || value === undefined) continue;
      checkTree(value, i, type.name);
      rows.push(i);
      present.push(value);
    }
    writeDynamic(values.length, { rows, values: present }, type.name, NO_LIMITS, writing);
  },
};
