import type { ClickHouseType } from './datatypes.js';

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
