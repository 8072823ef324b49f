/**
 * The columns of `t.*` by their names. In a join servers call a column that an earlier table has as well `t.id`, and nothing in SQL
 * makes them call it otherwise.
 */
import { ReferenceNode, type RootOperationNode, type SelectQueryNode } from 'kysely';

type Row = Record<string, unknown>;

/** Gives rows of a statement the names that their types have in Kysely; a name that is taken stays as the server has it. */
export function starNames<R>(node: RootOperationNode): (rows: R[]) => R[] {
  const prefixes = prefixesOf(node);
  if (prefixes.length === 0) return (rows) => rows;
  return (rows) => renamed(rows as Row[], prefixes) as R[];
}

function prefixesOf(node: RootOperationNode): string[] {
  if (node.kind !== 'SelectQueryNode') return [];
  const { from, joins = [], selections = [] } = node as SelectQueryNode;
  if ((from?.froms.length ?? 0) + joins.length < 2) return [];
  return selections.flatMap(({ selection }) => {
    if (!ReferenceNode.is(selection) || selection.column.kind !== 'SelectAllNode') return [];
    const name = selection.table?.table.identifier.name;
    return name === undefined ? [] : [`${name}.`];
  });
}

function renamed(rows: Row[], prefixes: readonly string[]): Row[] {
  const names = Object.keys(rows[0] ?? {});
  const taken = new Set(names);
  const bare = new Map<string, string>();
  for (const name of names) {
    const prefix = prefixes.find((each) => name.startsWith(each));
    if (prefix === undefined || taken.has(name.slice(prefix.length))) continue;
    bare.set(name, name.slice(prefix.length));
    taken.add(name.slice(prefix.length));
  }
  if (bare.size === 0) return rows;
  return rows.map((row) => Object.fromEntries(names.map((name) => [bare.get(name) ?? name, row[name]])));
}
