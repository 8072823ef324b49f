import type { ClickHouseType } from './datatypes.js';

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
