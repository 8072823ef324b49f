/** The modifiers at the end of a statement, by the clause that their first words begin. */
import { IdentifierNode, type OperationNode, RawNode, type SelectModifierNode } from 'kysely';

export interface Modifiers {
  readonly final: readonly RawNode[];
  readonly sample: readonly RawNode[];
  readonly arrayJoin: readonly RawNode[];
  readonly prewhere: readonly RawNode[];
  /** What follows GROUP BY: WITH TOTALS, WITH ROLLUP, WITH CUBE. */
  readonly groups: readonly RawNode[];
  /** What follows HAVING: WINDOW and QUALIFY. */
  readonly windows: readonly RawNode[];
  readonly limitBy: readonly RawNode[];
  readonly settings: readonly RawNode[];
  /** All others, in their order. */
  readonly rest: readonly OperationNode[];
}

const clauses: readonly (readonly [keyof Modifiers, RegExp])[] = [
  ['final', /^\s*final\b/i],
  ['sample', /^\s*sample\b/i],
  ['arrayJoin', /^\s*(?:left\s+)?array\s+join\b/i],
  ['prewhere', /^\s*prewhere\b/i],
  ['groups', /^\s*with\s+(?:totals|rollup|cube)\b/i],
  ['windows', /^\s*(?:window|qualify)\b/i],
  ['limitBy', /^\s*limit\b.*\bby\b/is],
  ['settings', /^\s*settings\b/i],
];

export function modifiersOf(nodes: readonly (OperationNode | SelectModifierNode)[] = []): Modifiers {
  const found: Record<keyof Modifiers, OperationNode[]> = {
    final: [],
    sample: [],
    arrayJoin: [],
    prewhere: [],
    groups: [],
    windows: [],
    limitBy: [],
    settings: [],
    rest: [],
  };
  for (const node of nodes) {
    const raw = (node as SelectModifierNode).rawModifier ?? node;
    found[clauseOf(raw)].push(raw);
  }
  // What is in all lists but the last is raw, or no clause would have been found for it.
  return found as unknown as Modifiers;
}

function clauseOf(node: OperationNode): keyof Modifiers {
  const text = textOf(node);
  return clauses.find(([, begins]) => begins.test(text))?.[0] ?? 'rest';
}

/** The SQL of a node without that of its values and names. */
export function textOf(node: OperationNode): string {
  if (!RawNode.is(node)) return '';
  const { sqlFragments, parameters } = node;
  return sqlFragments.map((text, index) => text + (parameters[index] ? textOf(parameters[index]) : '')).join(' ');
}

/** A node without some words of its own SQL. */
export function without(words: RegExp, node: RawNode): RawNode {
  const [first = '', ...rest] = node.sqlFragments;
  const [inner, ...others] = node.parameters;
  if (first.trim() !== '' || inner === undefined || !RawNode.is(inner)) {
    return RawNode.create([first.replace(words, ''), ...rest], node.parameters);
  }
  return RawNode.create(node.sqlFragments, [without(words, inner), ...others]);
}

/** The first name in a node. */
export function nameIn(node: OperationNode): string | undefined {
  if (IdentifierNode.is(node)) return node.name;
  if (!RawNode.is(node)) return undefined;
  return node.parameters.map(nameIn).find((name) => name !== undefined);
}
