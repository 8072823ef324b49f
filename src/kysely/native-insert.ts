import {
  DefaultInsertValueNode,
  type InsertQueryNode,
  type OperationNode,
  PrimitiveValueListNode,
  type RootOperationNode,
  ValueNode,
  ValuesNode,
} from 'kysely';
import { quoteIdentifier } from '../identifier.ts';

/** Rows that can go to the server in the Native format. */
export interface NativeInsert {
  /** As it stands in SQL. */
  readonly table: string;
  readonly columnNames: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

/**
 * What an INSERT of plain values is for the client: one insert, or several where rows leave out different columns, which take their
 * DEFAULT. `undefined` for one with expressions or clauses.
 */
export function nativeInserts(node: RootOperationNode): readonly NativeInsert[] | undefined {
  if (node.kind !== 'InsertQueryNode') return undefined;
  const { into, columns = [], values, endModifiers = [], explain } = node as InsertQueryNode;
  if (into === undefined || values === undefined || !ValuesNode.is(values)) return undefined;
  if (endModifiers.length > 0 || explain !== undefined) return undefined;
  const rows = values.values.map(plainRow);
  if (!rows.every((row) => row !== undefined)) return undefined;
  const { schema, identifier } = into.table;
  const table = [schema, identifier]
    .flatMap((part) => (part === undefined ? [] : quoteIdentifier(part.name)))
    .join('.');
  const names = columns.map(({ column }) => column.name);
  return parted(rows, names).map((part) => ({ table, ...part }));
}

/** The values of a row, `undefined` in the place of a DEFAULT; or `undefined` for a row with expressions. */
function plainRow(node: ValuesNode['values'][number]): readonly unknown[] | undefined {
  if (PrimitiveValueListNode.is(node)) return node.values;
  const { values } = node;
  if (!values.every(isPlain)) return undefined;
  return values.map((value) => (ValueNode.is(value) ? value.value : undefined));
}

function isPlain(node: OperationNode): boolean {
  return ValueNode.is(node) || DefaultInsertValueNode.is(node);
}

type Part = Omit<NativeInsert, 'table'>;

/** The rows by the columns that they have: mostly all of them. */
function parted(rows: readonly (readonly unknown[])[], names: readonly string[]): Part[] {
  const isWhole = rows.every((row) => !row.includes(undefined));
  if (isWhole) return rows.length === 0 ? [] : [{ columnNames: names, rows }];
  const parts = new Map<string, { columnNames: string[]; rows: unknown[][] }>();
  for (const row of rows) {
    const present = names.map((_, index) => index).filter((index) => row[index] !== undefined);
    const key = present.join();
    const part = parts.get(key) ?? { columnNames: present.map((index) => names[index] ?? ''), rows: [] };
    part.rows.push(present.map((index) => row[index]));
    parts.set(key, part);
  }
  return [...parts.values()];
}
