import type { ClickHouseType } from '../../../index.js';

/** A column of a table. */
export interface TableColumn {
  readonly name: string;
  /** Whether its values are numbers, which stand flush right. */
  readonly numeric: boolean;
  /** Whether its values are never cut: half a number is another number, half a date is none. */
  readonly whole: boolean;
  /** Whether its values are literals, `['a']` or `{'k':1}`, which stand as they are; the texts of others are escaped. */
  readonly literal: boolean;
  /** Whether a value may be an empty text. */
  readonly mayBeEmpty: boolean;
}

/** Types that only say how a value is stored. */
const wrappers = new Set(['Nullable', 'LowCardinality', 'SimpleAggregateFunction']);

/** A column of values of a type. */
export function columnOf(name: string, type: ClickHouseType): TableColumn {
  const { kind } = innermost(type);
  const numeric = /^(?:U?Int\d+|B?Float\d+|Decimal|Interval)$/.test(kind);
  return {
    name,
    numeric,
    whole: numeric || /^(?:Bool|Date(?:Time)?|Time)\d*$/.test(kind),
    literal: /^(?:Array|Tuple|Map|Nested)$/.test(kind),
    mayBeEmpty: /^(?:String|Enum\d+|Variant|Dynamic|AggregateFunction)$/.test(kind),
  };
}

function innermost(type: ClickHouseType): ClickHouseType {
  const inner = type.args.at(-1);
  return wrappers.has(type.kind) && inner !== undefined ? innermost(inner) : type;
}
