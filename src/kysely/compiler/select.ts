import {
  type AggregateFunctionNode,
  type CommonTableExpressionNode,
  type ExplainNode,
  type FetchNode,
  type FromNode,
  type FunctionNode,
  type JoinNode,
  type OperationNode,
  ParensNode,
  RawNode,
  ReferenceNode,
  type SelectionNode,
  type SelectModifierNode,
  SelectQueryNode,
  type SetOperationNode,
} from 'kysely';
import { invalid } from '../../validate.ts';
import { conditionsOf } from '../clauses/strictness.ts';
import type { CompilerOptions } from '../options.ts';
import { unsupported } from '../unsupported.ts';
import { refuseFunction } from './missing.ts';
import { type Modifiers, modifiersOf, textOf, without } from './modifiers.ts';
import { placed, sourceOf } from './sources.ts';
import { ValueCompiler } from './values.ts';

const joinWords: Readonly<Record<string, string>> = {
  InnerJoin: 'inner join',
  LeftJoin: 'left join',
  RightJoin: 'right join',
  FullJoin: 'full join',
  CrossJoin: 'cross join',
};

/** Nodes in which a SELECT stands without parentheses. */
const bare = new Set(['ParensNode', 'InsertQueryNode', 'CreateTableNode', 'CreateViewNode', 'SetOperationNode']);

const reads = new Set(['SelectQueryNode', 'RawNode', 'ParensNode', 'ValuesNode']);

export abstract class SelectCompiler extends ValueCompiler {
  protected readonly options: CompilerOptions;

  constructor(options: CompilerOptions) {
    super();
    this.options = options;
  }

  protected override visitSelectQuery(node: SelectQueryNode): void {
    const { parentNode } = this;
    if (parentNode === undefined && node.explain !== undefined) this.part(node.explain, ' ');
    if (node.top !== undefined) throw unsupported('TOP', 'use limit()');
    const inParens = parentNode !== undefined && !bare.has(parentNode.kind);
    if (inParens) this.append('(');
    if (node.with !== undefined) this.part(node.with, ' ');
    const modifiers = modifiersOf(node.endModifiers);
    if (isUnion(node) && this.#hasTail(node, modifiers)) {
      // Behind the last SELECT of a union these clauses would be that one's.
      this.append('select * from (');
      this.#body(node, modifiers);
      this.append(')');
    } else {
      this.#body(node, modifiers);
    }
    this.#tail(node, modifiers);
    if (inParens) this.append(')');
  }

  /** From SELECT to the last operand of a union. */
  #body(node: SelectQueryNode, modifiers: Modifiers): void {
    this.append('select');
    if (node.distinctOn !== undefined) {
      this.append(' ');
      this.compileDistinctOn(node.distinctOn);
    }
    this.#list(node.frontModifiers);
    if (node.selections !== undefined) {
      this.append(' ');
      this.compileList(node.selections);
    }
    this.#tables(node, modifiers);
    if (modifiers.prewhere.length > 0) {
      this.append(' prewhere ');
      this.compileList(
        modifiers.prewhere.map((condition) => without(/^\s*prewhere\s+/i, condition)),
        ' and ',
      );
    }
    this.clause(node.where);
    this.clause(node.groupBy);
    this.#list(modifiers.groups);
    this.clause(node.having);
    this.#list(modifiers.windows);
    this.#list(node.setOperations);
  }

  #tables(node: SelectQueryNode, { final, sample, arrayJoin }: Modifiers): void {
    const sources = [...(node.from?.froms ?? []), ...(node.joins ?? []).map(({ table }) => table)];
    const finals = new Set(final.map((modifier) => sourceOf(modifier, sources)));
    const [first] = sources;
    if (sample.length > 0 && first === undefined) throw invalid('sample: the statement has no table');
    const outer = this.#details;
    this.#details = (source) => {
      if (finals.has(source)) this.append(' final');
      if (source === first) this.#list(sample);
    };
    this.clause(node.from);
    const arrays = arrayJoin.map((modifier) => placed(modifier, node.joins?.length ?? 0));
    for (const [index, join] of [...(node.joins ?? []), undefined].entries()) {
      this.#list(arrays.filter(({ after }) => after === index).map(({ modifier }) => modifier));
      if (join !== undefined) this.clause(join);
    }
    this.#details = outer;
  }

  /** Writes what follows a table of the SELECT at hand. */
  #details: (source: OperationNode) => void = () => {};

  #source(node: OperationNode): void {
    this.visitNode(node);
    this.#details(node);
  }

  /** From ORDER BY to the end. */
  #tail(node: SelectQueryNode, { limitBy, settings, rest }: Modifiers): void {
    this.clause(node.orderBy);
    this.#list(limitBy);
    this.#page(node);
    this.#list(rest);
    this.settings(settings, this.#defaults(node));
  }

  /** Behind an offset servers take no LIMIT, only FETCH, which alone can have both an offset and ties. */
  #page({ limit, offset, fetch }: SelectQueryNode): void {
    this.clause(limit);
    const hasTies = fetch?.modifier === 'with ties';
    if (!hasTies) this.clause(fetch);
    this.clause(offset);
    if (!hasTies) return;
    if (offset !== undefined) this.append(' rows');
    this.clause(fetch);
  }

  #hasTail(node: SelectQueryNode, { limitBy, settings, rest }: Modifiers): boolean {
    const clauses = [node.orderBy, node.limit, node.offset, node.fetch, ...limitBy, ...settings, ...rest];
    return clauses.some((clause) => clause !== undefined) || Object.keys(this.#defaults(node)).length > 0;
  }

  #defaults({ joins = [] }: SelectQueryNode): Readonly<Record<string, string>> {
    const outer = joins.some(({ joinType }) => /^(?:Left|Right|Full)/.test(joinType));
    return outer && this.options.joinUseNulls ? { join_use_nulls: '1' } : {};
  }

  /** One SETTINGS of all that are given, with defaults for those that are not. */
  protected settings(given: readonly RawNode[], defaults: Readonly<Record<string, string>>): void {
    const text = given.map(textOf).join(' ');
    const missing = Object.entries(defaults).filter(([name]) => !new RegExp(`\\b${name}\\b`).test(text));
    const nodes = [
      ...missing.map(([name, value]) => RawNode.createWithSql(`${name} = ${value}`)),
      ...given.map((node) => without(/^\s*settings\s+/i, node)),
    ];
    if (nodes.length === 0) return;
    this.append(' settings ');
    this.compileList(nodes);
  }

  /** A clause, if there is one, behind a blank. */
  protected clause(node: OperationNode | undefined): void {
    if (node === undefined) return;
    this.append(' ');
    this.visitNode(node);
  }

  protected part(node: OperationNode, after: string): void {
    this.visitNode(node);
    this.append(after);
  }

  #list(nodes: readonly OperationNode[] | undefined): void {
    for (const node of nodes ?? []) this.clause(node);
  }

  protected override visitFrom({ froms }: FromNode): void {
    this.append('from ');
    for (const [index, source] of froms.entries()) {
      if (index > 0) this.append(', ');
      this.#source(source);
    }
  }

  /** In a join the server would name a column `t.id` where several tables have an `id`. */
  protected override visitSelection(node: SelectionNode): void {
    super.visitSelection(node);
    const { selection } = node;
    if (!ReferenceNode.is(selection) || selection.table === undefined || selection.column.kind !== 'ColumnNode') return;
    this.append(' as ');
    this.visitNode(selection.column);
  }

  protected override visitJoin({ joinType, table, on }: JoinNode): void {
    const words = joinWords[joinType];
    if (words === undefined) throw unsupported('lateral joins', 'use an array join or a join with a subquery');
    const { kinds, conditions } = conditionsOf(on?.on);
    for (const kind of kinds) {
      if ((kind === 'semi' || kind === 'anti') && !/^(?:left|right)/.test(words)) {
        throw invalid(`${kind}: ${kind} joins are left or right joins`);
      }
    }
    const strictness = kinds.filter((kind) => kind !== 'global');
    if (strictness.length > 1) throw invalid(`a join is one of ${strictness.join(', ')}`);
    this.append([...kinds.filter((kind) => kind === 'global'), ...strictness, words, ''].join(' '));
    this.#source(table);
    if (conditions.length === 0) return;
    this.append(' on ');
    this.compileList(conditions, ' and ');
  }

  protected override visitSelectModifier(node: SelectModifierNode): void {
    if (node.rawModifier !== undefined) this.visitNode(node.rawModifier);
    else if (node.modifier === 'Distinct') this.append('distinct');
    else throw unsupported('locks of rows');
  }

  protected override visitFetch({ rowCount, modifier }: FetchNode): void {
    const hasTies = modifier === 'with ties';
    this.append(hasTies ? 'fetch first ' : 'limit ');
    this.visitNode(rowCount);
    if (hasTies) this.append(' rows with ties');
  }

  protected override visitSetOperation({ operator, all, expression }: SetOperationNode): void {
    this.append(`${operator} ${all ? 'all' : 'distinct'} `);
    const isNested = SelectQueryNode.is(expression) && isUnion(expression);
    this.visitNode(isNested ? ParensNode.create(expression) : expression);
  }

  protected override visitCommonTableExpression(node: CommonTableExpressionNode): void {
    if (!reads.has(node.expression.kind)) throw unsupported('writes in WITH');
    if (node.materialized === false) throw unsupported('NOT MATERIALIZED', 'it is so without it');
    super.visitCommonTableExpression(node);
  }

  protected override visitExplain({ format, options }: ExplainNode): void {
    this.append('explain');
    this.clause(options);
    if (format === 'json') this.append(options === undefined ? ' json = 1' : ', json = 1');
    else if (format !== undefined && format !== 'text') throw unsupported(`EXPLAIN as ${format}`, "use 'json'");
  }

  protected override visitAggregateFunction(node: AggregateFunctionNode): void {
    if (node.withinGroup !== undefined) throw unsupported('WITHIN GROUP', 'sort an array');
    if (node.orderBy !== undefined) throw unsupported('ORDER BY in aggregate functions', 'sort an array');
    refuseFunction(node.func);
    super.visitAggregateFunction(node);
  }

  protected override visitFunction(node: FunctionNode): void {
    refuseFunction(node.func);
    super.visitFunction(node);
  }
}

function isUnion({ setOperations = [] }: SelectQueryNode): boolean {
  return setOperations.length > 0;
}
