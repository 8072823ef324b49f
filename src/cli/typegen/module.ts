/** A module of declarations. */
import type { ClickHouseType } from '../../../index.js';
import type { FormatRules } from '../../formats.ts';
import { comment, literal, property } from './syntax.ts';
import { typeText, type Writing } from './type-text.ts';

/** A column of rows. */
export interface RowColumn {
  readonly name: string;
  readonly type: ClickHouseType;
  readonly comment: string;
}

/** Rows that get a type. */
export interface RowShape {
  /** Name of the type. */
  readonly name: string;
  /** Where they come from. */
  readonly origin: string;
  readonly columns: readonly RowColumn[];
  /** The table's name as statements say it; `undefined` for a query. */
  readonly table: string | undefined;
}

export function moduleText(shapes: readonly RowShape[], formats: FormatRules): string {
  const writing: Writing = { formats, imports: new Set() };
  const rows = shapes.map((shape) => rowText(shape, writing));
  const tables = shapes.flatMap(({ name, table }) => (table === undefined ? [] : [`  ${property(table)}: ${name};`]));
  const parts = [
    '// Written by `clickhouse-connect typegen`.',
    ...importText(writing.imports),
    ...rows,
    ...(tables.length === 0
      ? []
      : [`${comment('The rows of the tables, by their names.')}\nexport interface Tables {\n${tables.join('\n')}\n}`]),
  ];
  return `${parts.join('\n\n')}\n`;
}

function importText(names: ReadonlySet<string>): string[] {
  return names.size === 0
    ? []
    : [`import type { ${[...names].sort().join(', ')} } from ${literal('clickhouse-connect')};`];
}

function rowText({ name, origin, columns }: RowShape, writing: Writing): string {
  // Of columns of one name a row has the last one.
  const distinct = new Map(columns.map((column) => [column.name, column])).values();
  const lines = Array.from(distinct).flatMap((column) => {
    const said = column.comment === '' ? column.type.name : `${column.type.name}: ${column.comment}`;
    return [`  ${comment(said)}`, `  ${property(column.name)}: ${typeText(column.type, writing)};`];
  });
  return `${comment(origin)}\nexport interface ${name} {\n${lines.join('\n')}\n}`;
}
