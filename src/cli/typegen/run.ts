import { writeFile } from 'node:fs/promises';
import type { Client } from '../../../index.js';
import { FormatRules } from '../../formats.ts';
import type { TableName } from '../../identifier.ts';
import { type Renamer, renamed, renamerOf, renaming } from '../../rename.ts';
import { withClient } from '../client.ts';
import { UsageError } from '../exit.ts';
import { note } from '../notes.ts';
import { Output } from '../output.ts';
import { checkNames, valuesOf } from '../query/parameters.ts';
import type { TypegenFlags } from './command.ts';
import { moduleText, type RowColumn, type RowShape } from './module.ts';
import { checkedName, namesOf } from './names.ts';
import { allTables, columnsOfQuery, columnsOfTable, tablesOf } from './schema.ts';

/** Writes the types of what the command line names. */
export async function runTypegen(tables: readonly string[], flags: TypegenFlags): Promise<void> {
  check(tables, flags);
  const formats = new FormatRules(flags.readFormat ?? {}, '--read-format');
  const rename = renamerOf(flags.rename as Parameters<typeof renamerOf>[0]);
  await withClient(flags, async (client, signal) => {
    const { query } = flags;
    const shapes =
      query === undefined
        ? await shapesOfTables(client, tables, signal)
        : [await shapeOfQuery(client, query, flags, signal)];
    const named = rename === undefined ? shapes : shapes.map((shape) => withNames(shape, rename));
    const text = moduleText(named, formats);
    if (flags.output === undefined) return await new Output(process.stdout).write(text);
    await writeFile(flags.output, text);
    const [one] = named;
    note(flags, `${flags.output}: ${named.length === 1 ? (one?.name ?? '') : `${named.length} types`}`);
  });
}

function check(tables: readonly string[], { query, name, param, rename }: TypegenFlags): void {
  if (query !== undefined && tables.length > 0) throw new UsageError('give either tables or --query, not both');
  if (query === undefined && name !== undefined) throw new UsageError('--name is for --query; tables name their types');
  if (query === undefined && param !== undefined) throw new UsageError('--param is for --query');
  if (query?.trim() === '') throw new UsageError('the query is empty');
  const schemes = rename === undefined ? undefined : renaming(rename);
  if (schemes !== undefined) throw new UsageError(`--rename must be ${schemes.replace(/, or a function$/, '')}`);
}

async function shapesOfTables(client: Client, given: readonly string[], signal: AbortSignal): Promise<RowShape[]> {
  const found: TableName[] = [];
  for (const name of given) found.push(...(await tablesOf(client, name, signal)));
  if (given.length === 0) {
    const all = await allTables(client, client.database, signal);
    found.push(...all.map((table) => ({ database: undefined, table })));
  }
  const tables = distinct(found);
  const names = namesOf(tables);
  const shapes: RowShape[] = [];
  for (const [index, table] of tables.entries()) {
    const columns = await columnsOfTable(client, table, signal);
    const called = saying(table);
    shapes.push({ name: names[index] ?? '', origin: `A row of ${called}.`, columns, table: called });
  }
  return shapes;
}

async function shapeOfQuery(
  client: Client,
  sql: string,
  { name = 'Row', param }: TypegenFlags,
  signal: AbortSignal,
): Promise<RowShape> {
  checkNames([sql], param);
  const checked = checkedName(name);
  const columns = await columnsOfQuery(client, sql, valuesOf(sql, param), signal);
  return { name: checked, origin: `A row of: ${sql}`, columns, table: undefined };
}

function distinct(tables: readonly TableName[]): TableName[] {
  return Array.from(new Map(tables.map((table) => [JSON.stringify(table), table])).values());
}

function saying({ database, table }: TableName): string {
  return database === undefined ? table : `${database}.${table}`;
}

/** Columns under the names that the client gives them. */
function withNames(shape: RowShape, rename: Renamer): RowShape {
  const names = renamed(
    shape.columns.map(({ name }) => name),
    rename,
  );
  const columns: RowColumn[] = shape.columns.map((column, index) => ({ ...column, name: names[index] ?? column.name }));
  return { ...shape, columns };
}
