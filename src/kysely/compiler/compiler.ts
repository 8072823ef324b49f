import type {
  AddIndexNode,
  CompiledQuery,
  CreateIndexNode,
  CreateSchemaNode,
  CreateViewNode,
  DropIndexNode,
  DropSchemaNode,
  DropViewNode,
  QueryId,
  RefreshMaterializedViewNode,
  RootOperationNode,
} from 'kysely';
import { unsupported } from '../unsupported.ts';
import { TableCompiler } from './table.ts';

const MATERIALIZED = 'write CREATE MATERIALIZED VIEW … TO … AS … with sql``';

/** Makes statements of ClickHouse: values, selects, writes and tables in the classes that it extends, and what else there is to create. */
export class Compiler extends TableCompiler {
  override compileQuery(node: RootOperationNode, queryId: QueryId): CompiledQuery {
    // A statement that was refused has left its nodes behind.
    this.nodeStack.splice(0);
    this.isMutation = node.kind === 'UpdateQueryNode' || node.kind === 'DeleteQueryNode';
    return super.compileQuery(node, queryId);
  }

  protected override visitCreateSchema({ schema, ifNotExists }: CreateSchemaNode): void {
    this.target(`create database ${ifNotExists ? 'if not exists ' : ''}`, schema);
  }

  /** With all that is in it, as CASCADE says. */
  protected override visitDropSchema({ schema, ifExists }: DropSchemaNode): void {
    this.target(`drop database ${ifExists ? 'if exists ' : ''}`, schema);
  }

  protected override visitCreateView(node: CreateViewNode): void {
    if (node.materialized) throw unsupported('materialized views without a table', MATERIALIZED);
    const words = [node.orReplace ? 'or replace ' : '', node.temporary ? 'temporary ' : ''].join('');
    this.append(`create ${words}view ${node.ifNotExists ? 'if not exists ' : ''}`);
    this.visitNode(node.name);
    if (node.temporary !== true) this.onCluster();
    if (node.columns !== undefined) {
      this.append(' (');
      this.compileList(node.columns);
      this.append(')');
    }
    this.append(' as ');
    if (node.as !== undefined) this.visitNode(node.as);
  }

  protected override visitDropView({ name, ifExists, cascade }: DropViewNode): void {
    if (cascade) throw unsupported('CASCADE', 'drop what depends on it first');
    this.target(`drop view ${ifExists ? 'if exists ' : ''}`, name);
  }

  protected override visitRefreshMaterializedView({
    name,
    concurrently,
    withNoData,
  }: RefreshMaterializedViewNode): void {
    if (concurrently || withNoData) throw unsupported('REFRESH … CONCURRENTLY and WITH NO DATA');
    this.append('system refresh view ');
    this.visitNode(name);
  }

  protected override visitCreateIndex(node: CreateIndexNode): void {
    if (node.where !== undefined) throw unsupported('indexes of a part of the rows');
    if (node.table === undefined) throw unsupported('indexes without a table', 'use on()');
    this.append(`create index ${node.ifNotExists ? 'if not exists ' : ''}`);
    this.visitNode(node.name);
    this.target(' on ', node.table);
    this.#index(node);
  }

  protected override visitAddIndex(node: AddIndexNode): void {
    this.append(`add index ${node.ifNotExists ? 'if not exists ' : ''}`);
    this.visitNode(node.name);
    this.#index(node);
  }

  #index({ unique, columns = [], using }: AddIndexNode | CreateIndexNode): void {
    if (unique) throw unsupported('unique indexes', 'a ReplacingMergeTree keeps the last row of each key');
    if (using === undefined) throw unsupported('indexes without a type', "name it, as in using('minmax')");
    this.append(' (');
    this.compileList(columns);
    this.append(') type ');
    this.visitNode(using);
  }

  protected override visitDropIndex({ name, table, ifExists, cascade }: DropIndexNode): void {
    if (cascade) throw unsupported('CASCADE');
    if (table === undefined && this.parentNode === undefined) {
      throw unsupported('indexes without a table', 'use on()');
    }
    this.append(`drop index ${ifExists ? 'if exists ' : ''}`);
    this.visitNode(name);
    if (table !== undefined) this.target(' on ', table);
  }

  protected override visitCreateType(): void {
    throw unsupported('types of its own', 'columns have the type Enum');
  }

  protected override visitDropType(): void {
    throw unsupported('types of its own');
  }
}
