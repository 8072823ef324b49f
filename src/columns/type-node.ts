/** A parsed ClickHouse type, as the core's parser gives it. */
export interface TypeNode {
  /** The family: `Decimal`, `Array`, `UInt8`, … */
  readonly kind: string;
  /** The whole type as the server prints it. */
  readonly name: string;
  /** The types inside: of an Array its element, of a Map key and value, of a Tuple its elements. */
  readonly args: readonly TypeNode[];
  /** The names of a Tuple's elements, when it has them. */
  readonly names?: readonly (string | null)[];
  /** Bytes of a FixedString. */
  readonly length?: number;
  /** Digits of a Decimal; digits of the fraction of a DateTime64. */
  readonly precision?: number;
  readonly scale?: number;
  readonly timezone?: string;
  /** The names and codes of an Enum. */
  readonly values?: readonly { readonly name: string; readonly code: number }[];
}
