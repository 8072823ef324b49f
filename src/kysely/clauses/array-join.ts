import { type Expression, type SelectQueryBuilder, type SelectQueryNode, sql } from 'kysely';
import type { JoinedArrays, JoinedElements } from '../../../kysely.js';
import { invalid } from '../../validate.ts';

type Joined<DB, TB extends keyof DB, O, J> = SelectQueryBuilder<
  DB & JoinedElements<DB, TB, J>,
  TB | (keyof J & string),
  O
>;

export function arrayJoin<DB, TB extends keyof DB, O, J extends JoinedArrays<DB, TB>>(
  query: SelectQueryBuilder<DB, TB, O>,
  arrays: J,
): Joined<DB, TB, O, J> {
  return joined(query, arrays, 'array join');
}

export function leftArrayJoin<DB, TB extends keyof DB, O, J extends JoinedArrays<DB, TB>>(
  query: SelectQueryBuilder<DB, TB, O>,
  arrays: J,
): Joined<DB, TB, O, J> {
  return joined(query, arrays, 'left array join');
}

function joined<DB, TB extends keyof DB, O, J extends JoinedArrays<DB, TB>>(
  query: SelectQueryBuilder<DB, TB, O>,
  arrays: J,
  words: string,
): Joined<DB, TB, O, J> {
  const list = Object.entries<string | Expression<unknown>>(arrays).map(
    ([name, array]) => sql`${typeof array === 'string' ? sql.ref(array) : array} as ${sql.id(name)}`,
  );
  if (list.length === 0) throw invalid('arrayJoin: there are no arrays');
  const { joins = [] } = query.toOperationNode() as SelectQueryNode;
  return query.modifyEnd(sql`${sql.raw(`${words} /* behind ${joins.length} */ `)}${sql.join(list)}`) as never;
}
