/** The tables of a SELECT, and what stands between and behind them. */
import { AliasNode, IdentifierNode, type OperationNode, type RawNode, TableNode } from 'kysely';
import { invalid } from '../../validate.ts';
import { nameIn, textOf, without } from './modifiers.ts';

/** The table that a FINAL is for. */
export function sourceOf(modifier: RawNode, sources: readonly OperationNode[]): OperationNode {
  const named = nameIn(modifier);
  const found = named === undefined ? sources[0] : sources.find((source) => namesOf(source).includes(named));
  if (found !== undefined) return found;
  throw invalid(named === undefined ? 'final: the statement has no table' : `final: no table is called '${named}'`);
}

function namesOf(source: OperationNode): string[] {
  if (AliasNode.is(source)) return IdentifierNode.is(source.alias) ? [source.alias.name] : [];
  if (!TableNode.is(source)) return [];
  const { schema, identifier } = source.table;
  return schema === undefined ? [identifier.name] : [identifier.name, `${schema.name}.${identifier.name}`];
}

/** How many joins an ARRAY JOIN stands behind; all of them unless it says so. */
export function placed(modifier: RawNode, joins: number): { readonly modifier: RawNode; readonly after: number } {
  const place = /\/\* behind (\d+) \*\/ /;
  const [, after] = place.exec(textOf(modifier)) ?? [];
  if (after === undefined) return { modifier, after: joins };
  return { modifier: without(place, modifier), after: Math.min(Number(after), joins) };
}
