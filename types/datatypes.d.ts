/** A parsed ClickHouse type. */
export interface ClickHouseType {
  /** The whole type as the server writes it, such as `Array(Nullable(Decimal(9, 2)))`. */
  readonly name: string;
  /** Its family: `UInt64`, `Decimal`, `Array`, `Nullable`, … */
  readonly kind: string;
  /** The types inside: the element of an array or QBit, key and value of a map, the elements of a tuple or Nested. Empty for others. */
  readonly args: readonly ClickHouseType[];
  /** Names of the elements of a tuple or Nested, `null` for those without one. The paths of a JSON that have a type. */
  readonly names?: readonly (string | null)[];
  /** Bytes of a FixedString; dimension of a QBit. */
  readonly length?: number;
  /** Digits of a Decimal; fractional digits of a DateTime64 or Time64. */
  readonly precision?: number;
  /** Fractional digits of a Decimal. */
  readonly scale?: number;
  /** Time zone that a DateTime or DateTime64 is declared with. */
  readonly timezone?: string;
  /** What a JSON keeps apart, and which paths it does not keep. */
  readonly json?: {
    /** How many paths have a column of their own. */
    readonly maxDynamicPaths: number;
    /** How many types a path has columns for. */
    readonly maxDynamicTypes: number;
    /** Paths that are left out, with all below them. */
    readonly skip: readonly string[];
    /** Patterns of such paths. */
    readonly skipRegexp: readonly string[];
  };
  /** Names and codes of an Enum. */
  readonly values?: readonly { readonly name: string; readonly code: number }[];
  /** As {@link ClickHouseType.name | name}. */
  toString(): string;
}

/**
 * Parses a type such as `Array(Nullable(String))`.
 * @throws {DataError} `ERR_INVALID_TYPE` with the position of the fault.
 */
export function parseType(name: string): ClickHouseType;
