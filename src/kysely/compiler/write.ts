import type {
  ColumnUpdateNode,
  DeleteQueryNode,
  InsertQueryNode,
  OperationNode,
  UpdateQueryNode,
  ValueListNode,
  ValuesNode,
  WhereNode,
} from 'kysely';
import { AliasNode, ListNode, PrimitiveValueListNode, RawNode, ReferenceNode } from 'kysely';
import { invalid } from '../../validate.ts';
import { nativeInserts } from '../native-insert.ts';
import { unsupported } from '../unsupported.ts';
import { modifiersOf } from './modifiers.ts';
import { SelectCompiler } from './select.ts';

const RETURNING = 'select the rows afterwards';

/** INSERT, UPDATE and DELETE. */
export abstract class WriteCompiler extends SelectCompiler {
  protected override visitInsertQuery(node: InsertQueryNode): void {
    refuseInsert(node);
    if (node.explain !== undefined) this.part(node.explain, ' ');
    if (node.with !== undefined) this.part(node.with, ' ');
    this.append('insert into ');
    if (node.into !== undefined) this.visitNode(node.into);
    if (node.columns !== undefined && node.columns.length > 0) {
      this.append(' (');
      this.compileList(node.columns);
      this.append(')');
    }
    const inserts = nativeInserts(node);
    if (inserts !== undefined) {
      const rows = inserts.flatMap((insert) => insert.rows);
      if (inserts.some(({ columnNames }) => columnNames.length === 0)) throw invalid('insertInto: a row has no values');
      this.append(' format Native');
      for (const row of rows) this.addParameter(row);
      return;
    }
    const { settings, rest } = modifiersOf(node.endModifiers);
    this.settings(settings, {});
    this.clause(node.values);
    for (const modifier of rest) this.clause(modifier);
  }

  protected override visitValues({ values }: ValuesNode): void {
    this.append('values ');
    for (const [index, row] of values.entries()) {
      if (index > 0) this.append(', ');
      this.#row(row);
    }
  }

  /**
   * A row, in which each value is a parameter of its own. Inside of a function servers look for an expression; a column that takes
   * any text, such as a Dynamic, would have `{p0:Int64}` itself for its value.
   */
  #row(row: ValueListNode | PrimitiveValueListNode): void {
    this.append('(');
    for (const [index, value] of row.values.entries()) {
      this.append(index > 0 ? ', tuple(' : 'tuple(');
      if (PrimitiveValueListNode.is(row)) this.appendValue(value);
      else this.visitNode(value as OperationNode);
      this.append(').1');
    }
    this.append(')');
  }

  protected override visitDefaultInsertValue(): void {
    throw unsupported('DEFAULT beside expressions', 'insert rows that have the same columns together');
  }

  protected override visitDeleteQuery(node: DeleteQueryNode): void {
    refuseClauses('DELETE', node, ['with', 'top', 'output', 'using', 'joins', 'orderBy', 'limit', 'explain']);
    if (node.returning !== undefined) throw unsupported('RETURNING', RETURNING);
    const [from, ...others] = node.from.froms;
    this.target('delete from ', oneTable('DELETE', others.length === 0 ? from : undefined));
    this.#where(node.where);
    this.#end(node.endModifiers, {});
  }

  protected override visitUpdateQuery(node: UpdateQueryNode): void {
    refuseClauses('UPDATE', node, ['with', 'top', 'output', 'from', 'joins', 'orderBy', 'limit', 'explain']);
    if (node.returning !== undefined) throw unsupported('RETURNING', RETURNING);
    if (node.table === undefined || node.updates === undefined) throw invalid('updateTable: there is nothing to set');
    const isMutation = this.options.updates === 'mutation';
    this.target(isMutation ? 'alter table ' : 'update ', oneTable('UPDATE', node.table));
    this.append(isMutation ? ' update ' : ' set ');
    this.compileList(node.updates);
    this.#where(node.where);
    this.#end(node.endModifiers, isMutation ? { mutations_sync: this.options.cluster === undefined ? '1' : '2' } : {});
  }

  /** The name of the column alone: there is one table. */
  protected override visitColumnUpdate({ column, value }: ColumnUpdateNode): void {
    this.visitNode(ReferenceNode.is(column) ? column.column : column);
    this.append(' = ');
    this.visitNode(value);
  }

  /** ClickHouse wants a condition in every write. */
  #where(node: WhereNode | undefined): void {
    this.clause(node ?? RawNode.createWithSql('where true'));
  }

  #end(modifiers: readonly OperationNode[] | undefined, defaults: Readonly<Record<string, string>>): void {
    const { settings, rest } = modifiersOf(modifiers);
    for (const modifier of rest) this.clause(modifier);
    this.settings(settings, defaults);
  }

  /** The words of a statement, and what it is about. */
  protected target(words: string, node: OperationNode): void {
    this.append(words);
    this.visitNode(node);
    this.onCluster();
  }

  protected onCluster(): void {
    const { cluster } = this.options;
    if (cluster === undefined) return;
    this.append(' on cluster ');
    this.appendImmediateValue(cluster);
  }

  protected override visitMergeQuery(): void {
    throw unsupported('MERGE');
  }
}

function refuseInsert(node: InsertQueryNode): void {
  const { onConflict, onDuplicateKey, replace, orAction, returning, defaultValues, top, output } = node;
  if (onConflict !== undefined || onDuplicateKey !== undefined) {
    throw unsupported('ON CONFLICT', 'a ReplacingMergeTree keeps the last row of each key');
  }
  if (replace === true || orAction !== undefined || Reflect.get(node, 'ignore') === true) {
    throw unsupported('REPLACE and INSERT OR', 'a ReplacingMergeTree keeps the last row of each key');
  }
  if (returning !== undefined || output !== undefined) throw unsupported('RETURNING', RETURNING);
  if (defaultValues === true) throw unsupported('DEFAULT VALUES', 'name a column');
  if (top !== undefined) throw unsupported('TOP', 'use limit()');
}

function oneTable(statement: string, node: OperationNode | undefined): OperationNode {
  if (node !== undefined && !AliasNode.is(node) && !ListNode.is(node)) return node;
  throw unsupported(`aliases and lists of tables in ${statement}`, 'name one table');
}

function refuseClauses<N extends object>(statement: string, node: N, names: readonly (keyof N & string)[]): void {
  const found = names.find((name) => node[name] !== undefined);
  if (found === undefined) return;
  const clause = found.replace(/[A-Z]/g, (letter) => ` ${letter}`).toUpperCase();
  throw unsupported(`${clause} in ${statement}`, 'use a condition with a subquery');
}
