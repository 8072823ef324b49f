/**
 * Clauses that Kysely has no methods for. Each is a modifier at the end of a statement, which begins with the words of its clause:
 * the compiler puts it where it belongs (`compiler/modifiers.ts`), one that a user writes with `modifyEnd` as well.
 */
import {
  type ComparisonOperatorExpression,
  type ExpressionOrFactory,
  expressionBuilder,
  type OperandValueExpressionOrList,
  type ReferenceExpression,
  type SelectQueryBuilder,
  type SqlBool,
  type StringReference,
  sql,
} from 'kysely';
import type { SettingValue } from '../../../index.js';
import type { Modifiable } from '../../../kysely.js';
import { settingsList } from './settings-list.ts';

export function final<DB, TB extends keyof DB, O>(
  query: SelectQueryBuilder<DB, TB, O>,
  table?: TB & string,
): SelectQueryBuilder<DB, TB, O> {
  return query.modifyEnd(table === undefined ? sql`final` : sql`final ${sql.id(table)}`);
}

export function sample<DB, TB extends keyof DB, O>(
  query: SelectQueryBuilder<DB, TB, O>,
  size: number,
  offset?: number,
): SelectQueryBuilder<DB, TB, O> {
  const rest = offset === undefined ? sql`` : sql` offset ${sql.lit(offset)}`;
  return query.modifyEnd(sql`sample ${sql.lit(size)}${rest}`);
}

export function prewhere<DB, TB extends keyof DB, O, RE extends ReferenceExpression<DB, TB>>(
  query: SelectQueryBuilder<DB, TB, O>,
  lhs: RE,
  operator: ComparisonOperatorExpression,
  rhs: OperandValueExpressionOrList<DB, TB, RE>,
): SelectQueryBuilder<DB, TB, O>;
export function prewhere<DB, TB extends keyof DB, O>(
  query: SelectQueryBuilder<DB, TB, O>,
  expression: ExpressionOrFactory<DB, TB, SqlBool>,
): SelectQueryBuilder<DB, TB, O>;
export function prewhere<DB, TB extends keyof DB, O, RE extends ReferenceExpression<DB, TB>>(
  query: SelectQueryBuilder<DB, TB, O>,
  ...condition:
    | [lhs: RE, operator: ComparisonOperatorExpression, rhs: OperandValueExpressionOrList<DB, TB, RE>]
    | [expression: ExpressionOrFactory<DB, TB, SqlBool>]
): SelectQueryBuilder<DB, TB, O> {
  const eb = expressionBuilder<DB, TB>();
  if (condition.length === 3) return query.modifyEnd(sql`prewhere ${eb(...condition)}`);
  const [expression] = condition;
  return query.modifyEnd(sql`prewhere ${typeof expression === 'function' ? expression(eb) : expression}`);
}

export function limitBy<DB, TB extends keyof DB, O>(
  query: SelectQueryBuilder<DB, TB, O>,
  limit: number,
  columns: StringReference<DB, TB> | readonly StringReference<DB, TB>[],
  offset?: number,
): SelectQueryBuilder<DB, TB, O> {
  const rest = offset === undefined ? sql`` : sql` offset ${offset}`;
  const list = [columns].flat() as string[];
  return query.modifyEnd(sql`limit ${limit}${rest} by ${sql.join(list.map((column) => sql.ref(column)))}`);
}

export function settings<Q extends Modifiable>(query: Q, values: Readonly<Record<string, SettingValue>>): Q {
  return query.modifyEnd(sql`settings ${settingsList(values, 'settings')}`) as Q;
}
