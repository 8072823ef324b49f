import { type RawBuilder, sql, ValueNode } from 'kysely';
import type { ClickHouseType } from '../../index.js';
import { TypedValue } from '../columns/typed-value.ts';
import { typedSqlValue } from '../sql/value.ts';

export function param<T>(value: T, type: string | ClickHouseType): RawBuilder<T> {
  const name = typedSqlValue(value, type, 'param').type;
  return sql<T>`${{ toOperationNode: () => ValueNode.create(new TypedValue(name, value)) }}`;
}
