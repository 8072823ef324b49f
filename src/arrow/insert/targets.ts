/** Which ClickHouse types the values inside of others are for. */
import { UnsupportedTypeError } from '../../columns/unsupported-type-error.ts';
import type { ClickHouseType } from '../../../index.js';
import { type ArrowType, nameOf } from './kinds.ts';

/** The type that values have when they are there. */
export function bare(target: ClickHouseType): ClickHouseType {
  const { kind } = target;
  const isWrapped = kind === 'Nullable' || kind === 'LowCardinality' || kind === 'SimpleAggregateFunction';
  return isWrapped ? bare(target.args[0] ?? target) : target;
}

const named = (kind: string): ClickHouseType => ({ kind, name: kind, args: [] });
/** What takes a value for what it is. */
export const ANY = named('Dynamic');
const COORDINATE = named('Float64');

const ELEMENTS: Readonly<Record<string, ClickHouseType>> = {
  Ring: named('Point'),
  LineString: named('Point'),
  Polygon: named('Ring'),
  MultiLineString: named('LineString'),
  MultiPolygon: named('Polygon'),
};

/** The type of the values of a list. */
export function elementOf(target: ClickHouseType): ClickHouseType {
  const { kind, name, args } = target;
  if (kind === 'Nested') return { ...target, kind: 'Tuple', name: name.replace('Nested', 'Tuple') };
  if (kind === 'Array' || kind === 'QBit') return args[0] ?? ANY;
  return ELEMENTS[kind] ?? ANY;
}

/** The types of the keys and values of a map. */
export function entryOf({ kind, args }: ClickHouseType): readonly [ClickHouseType, ClickHouseType] {
  return kind === 'Map' ? [args[0] ?? ANY, args[1] ?? ANY] : [ANY, ANY];
}

/** The types of the elements of a tuple in their order; nothing for what has members of any type. */
export function elementsOfTuple({ kind, args }: ClickHouseType): readonly ClickHouseType[] | undefined {
  if (kind === 'Point') return [COORDINATE, COORDINATE];
  return kind === 'Tuple' ? args : undefined;
}

export function unsupported(type: ArrowType, target: ClickHouseType): UnsupportedTypeError {
  return new UnsupportedTypeError(target.name, `Arrow's type ${nameOf(type)} cannot become ${target.name}`);
}
