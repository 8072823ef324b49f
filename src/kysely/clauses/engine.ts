import { type Expression, type RawBuilder, sql } from 'kysely';
import type { EngineKey, EngineOptions } from '../../../kysely.js';
import { type Check, type Checks, invalid, name as filled, record, text, validate } from '../../validate.ts';
import { settingsList } from './settings-list.ts';

const isExpression = (value: unknown): value is Expression<unknown> =>
  typeof value === 'object' && value !== null && 'toOperationNode' in value;

const expressions: Check = (value) =>
  [value].flat().every(isExpression) ? undefined : 'an expression, or an array of them';

const keys: Check = (value) =>
  [value].flat().every((item) => filled(item) === undefined || isExpression(item))
    ? undefined
    : 'a column or an expression, or an array of them';

const checks: Checks<EngineOptions> = {
  orderBy: keys,
  partitionBy: keys,
  primaryKey: keys,
  sampleBy: keys,
  ttl: expressions,
  settings: record,
  comment: text,
};

export function engine(name: string, options: EngineOptions = {}): RawBuilder<unknown> {
  if (filled(name) !== undefined) throw invalid('engine: the name must be a string that is not empty');
  validate<EngineOptions>(options, checks, 'engine');
  const { orderBy, partitionBy, primaryKey, sampleBy, ttl, settings, comment } = options;
  const clauses = [
    sql`engine = ${sql.raw(name)}`,
    partitionBy === undefined ? undefined : sql`partition by ${tuple(partitionBy)}`,
    primaryKey === undefined ? undefined : sql`primary key ${tuple(primaryKey)}`,
    orderBy === undefined ? undefined : sql`order by ${tuple(orderBy)}`,
    sampleBy === undefined ? undefined : sql`sample by ${tuple(sampleBy)}`,
    ttl === undefined ? undefined : sql`ttl ${sql.join([ttl].flat())}`,
    settings === undefined ? undefined : sql`settings ${settingsList(settings, 'engine')}`,
    comment === undefined ? undefined : sql`comment ${sql.lit(comment)}`,
  ];
  return sql`${sql.join(
    clauses.filter((clause) => clause !== undefined),
    sql` `,
  )}`;
}

function tuple(keys: EngineKey | readonly EngineKey[]): RawBuilder<unknown> {
  if (typeof keys === 'string') return sql`${sql.ref(keys)}`;
  if (isExpression(keys)) return sql`${keys}`;
  return sql`(${sql.join(keys.map((key) => tuple(key)))})`;
}
