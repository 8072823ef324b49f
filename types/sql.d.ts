import type { ClickHouseType } from './datatypes.js';

/**
 * A statement, or a piece of one, with values that go to the server apart from it; every method that takes a statement takes one.
 * Made by {@link sql}; never changes, so that it may be kept, shared and put into others.
 */
export interface Sql {
  /** The SQL, with a `{p1:Type}` for each value. */
  readonly text: string;
  /** The values, by the names of their placeholders. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** What {@link sql} is: a tag for templates, with functions for what is no value. */
export interface SqlTag {
  /**
   * ``sql`SELECT * FROM t WHERE id = ${id} AND day IN ${days}` ``: each value becomes a server-side parameter and cannot change the
   * statement. `docs/parameters.md` lists the types that values get; `sql.param` chooses another. Other fragments become parts of the statement.
   * @throws {ProgrammingError} `ERR_UNBOUND_PARAMETER` for `undefined`.
   * @throws {DataError} `ERR_INVALID_PARAMETER` for values that have no type in ClickHouse, such as functions.
   */
  (strings: TemplateStringsArray, ...values: readonly unknown[]): Sql;
  /** A name, quoted: `sql.ident('db', 'table')` is `` `db`.`table` ``. Each part is one name, whatever characters it holds. */
  ident(...parts: readonly string[]): Sql;
  /** Values and fragments in a row. @param separator SQL between them. @default ', ' */
  join(list: Iterable<unknown>, separator?: string | Sql): Sql;
  /** SQL as it is. Nothing is escaped: never for texts from elsewhere. */
  raw(text: string): Sql;
  /** A value of a type of your choice: `sql.param(id, 'UUID')`. */
  param(value: unknown, type: string | ClickHouseType): Sql;
}

/** Makes a statement of text and values; its members make parts of one. */
export const sql: SqlTag;

/** A time that is written as a DateTime64 for `%s` and `%(name)s` even if it has no fraction of a second. Never needed for `{name:Type}`. */
export class DT64Param {
  /** @param value A Date, or an Instant or ZonedDateTime of Temporal. */
  constructor(value: unknown);
  readonly value: unknown;
}

/**
 * Quotes one identifier with backticks, whatever characters it holds: `a.b` is one name, not two.
 * @throws {InterfaceError} `ERR_INVALID_ARG` for an empty name.
 */
export function quoteIdentifier(name: string): string;

/** Escapes a text for use between single quotes in SQL. The quotes are not included. */
export function escapeString(text: string): string;

/**
 * The text that is sent for a placeholder `{x:type}`.
 * @throws {DataError} `ERR_INVALID_PARAMETER` when the value does not fit the type.
 */
export function formatParameter(value: unknown, type: string | ClickHouseType): string;
