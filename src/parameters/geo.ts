import type { ClickHouseType } from '../../index.js';

const named = (kind: string, name: string, ...args: ClickHouseType[]): ClickHouseType => ({ kind, name, args });
const number = named('Float64', 'Float64');
const point = named('Tuple', 'Point', number, number);
const line = (name: string): ClickHouseType => named('Array', name, point);
const polygon = named('Array', 'Polygon', line('Ring'));

/** What the geographic types are names for. */
const meant: Readonly<Record<string, ClickHouseType>> = {
  Point: point,
  Ring: line('Ring'),
  LineString: line('LineString'),
  Polygon: polygon,
  MultiLineString: named('Array', 'MultiLineString', line('LineString')),
  MultiPolygon: named('Array', 'MultiPolygon', polygon),
};

/** The type behind a geographic name; any other is itself. */
export function withoutGeo(type: ClickHouseType): ClickHouseType {
  return Object.hasOwn(meant, type.kind) ? (meant[type.kind] as ClickHouseType) : type;
}
