/** Kinds of joins. Kysely's nodes have no place for them: a mark among the conditions tells the compiler, which takes it out again. */
import { type AndNode, type JoinBuilder, type OperationNode, RawNode, type SqlBool, sql } from 'kysely';

const kinds = ['any', 'semi', 'anti', 'asof', 'global'] as const;
export type JoinKind = (typeof kinds)[number];

const marks = new Map(kinds.map((kind) => [`/* ${kind} join */ true`, kind]));

function marking(kind: JoinKind) {
  const mark = sql.raw<SqlBool>(`/* ${kind} join */ true`);
  return <DB, TB extends keyof DB>(join: JoinBuilder<DB, TB>): JoinBuilder<DB, TB> => join.on(mark);
}

export const any = marking('any');
export const semi = marking('semi');
export const anti = marking('anti');
export const asof = marking('asof');
export const global = marking('global');

export interface JoinConditions {
  readonly kinds: readonly JoinKind[];
  readonly conditions: readonly OperationNode[];
}

/** Conditions that are joined by AND, apart from what marks their join. */
export function conditionsOf(node: OperationNode | undefined): JoinConditions {
  const all = node === undefined ? [] : conjuncts(node);
  return {
    kinds: all.flatMap((condition) => kindOf(condition) ?? []),
    conditions: all.filter((condition) => kindOf(condition) === undefined),
  };
}

function conjuncts(node: OperationNode): OperationNode[] {
  const found: OperationNode[] = [];
  let rest = node;
  for (; rest.kind === 'AndNode'; rest = (rest as AndNode).left) found.unshift((rest as AndNode).right);
  return [rest, ...found];
}

function kindOf(node: OperationNode): JoinKind | undefined {
  return RawNode.is(node) ? marks.get(node.sqlFragments.join('')) : undefined;
}
