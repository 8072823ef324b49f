import type {
  AddColumnNode,
  AlterColumnNode,
  AlterTableNode,
  CheckConstraintNode,
  ColumnDefinitionNode,
  CreateTableNode,
  DataTypeNode,
  DropConstraintNode,
  DropTableNode,
  GeneratedNode,
  PrimaryKeyConstraintNode,
} from 'kysely';
import { unsupported } from '../unsupported.ts';
import { typeName } from './types.ts';
import { WriteCompiler } from './write.ts';

const KEYS = 'what is unique is for the writer to keep; a ReplacingMergeTree keeps the last row of each key';

/** Tables and their columns. */
export abstract class TableCompiler extends WriteCompiler {
  protected override visitCreateTable(node: CreateTableNode): void {
    if (node.onCommit !== undefined) throw unsupported('ON COMMIT', 'a temporary table lives as long as its session');
    this.append('create ');
    for (const modifier of node.frontModifiers ?? []) this.part(modifier, ' ');
    this.append(`${node.temporary ? 'temporary ' : ''}table ${node.ifNotExists ? 'if not exists ' : ''}`);
    this.visitNode(node.table);
    if (node.temporary !== true) this.onCluster();
    const elements = [...node.columns, ...(node.constraints ?? [])];
    if (elements.length > 0) {
      this.append(' (');
      this.compileList(elements);
      this.append(')');
    }
    for (const modifier of node.endModifiers ?? []) this.clause(modifier);
    if (node.selectQuery === undefined) return;
    this.append(' as ');
    this.visitNode(node.selectQuery);
  }

  protected override visitColumnDefinition(node: ColumnDefinitionNode): void {
    if (node.unique) throw unsupported('unique columns', KEYS);
    if (node.references !== undefined) throw unsupported('foreign keys');
    if (node.autoIncrement || node.identity)
      throw unsupported('counting columns', 'use generateUUIDv7() or generateSerialID()');
    if (node.check !== undefined) throw unsupported('CHECK of a column', 'use addCheckConstraint()');
    if (node.ifNotExists) this.append('if not exists ');
    this.visitNode(node.column);
    this.clause(node.dataType);
    if (node.unsigned) this.append(' unsigned');
    for (const modifier of node.frontModifiers ?? []) this.clause(modifier);
    if (node.notNull) this.append(' not null');
    this.clause(node.generated);
    this.clause(node.defaultTo);
    for (const modifier of node.endModifiers ?? []) this.clause(modifier);
    if (node.primaryKey) this.append(' primary key');
  }

  protected override visitDataType({ dataType }: DataTypeNode): void {
    const name = typeName(dataType);
    if (name === undefined) throw unsupported(`type ${dataType}`, 'name one of ClickHouse, as in sql`UInt64`');
    this.append(name);
  }

  protected override visitGenerated({ expression, stored, identity }: GeneratedNode): void {
    if (expression === undefined || identity)
      throw unsupported('counting columns', 'use generateUUIDv7() or generateSerialID()');
    this.append(stored ? 'materialized ' : 'alias ');
    this.visitNode(expression);
  }

  protected override visitPrimaryKeyConstraint({ columns }: PrimaryKeyConstraintNode): void {
    this.append('primary key (');
    this.compileList(columns);
    this.append(')');
  }

  protected override visitUniqueConstraint(): void {
    throw unsupported('unique columns', KEYS);
  }

  protected override visitForeignKeyConstraint(): void {
    throw unsupported('foreign keys');
  }

  protected override visitCheckConstraint(node: CheckConstraintNode): void {
    if (node.name === undefined) throw unsupported('CHECK without a name');
    this.append('constraint ');
    this.visitNode(node.name);
    this.append(' check (');
    this.visitNode(node.expression);
    this.append(')');
  }

  protected override visitDropConstraint(node: DropConstraintNode): void {
    if (node.modifier !== undefined) throw unsupported(`${node.modifier.toUpperCase()} of constraints`);
    super.visitDropConstraint(node);
  }

  protected override visitDropTable(node: DropTableNode): void {
    if (node.cascade) throw unsupported('CASCADE', 'drop what depends on it first');
    const words = Reflect.get(node, 'temporary') ? 'temporary table' : 'table';
    this.target(`drop ${words} ${node.ifExists ? 'if exists ' : ''}`, node.table);
  }

  protected override visitAlterTable(node: AlterTableNode): void {
    const { renameTo, setSchema, renameConstraint, addConstraint, dropConstraint, addIndex, dropIndex } = node;
    if (renameConstraint !== undefined) throw unsupported('RENAME CONSTRAINT', 'drop it and add it again');
    if (renameTo !== undefined || setSchema !== undefined) {
      this.#rename(node);
      return;
    }
    this.target('alter table ', node.table);
    this.append(' ');
    if (node.columnAlterations !== undefined) this.compileColumnAlterations(node.columnAlterations);
    const parts = [addConstraint, dropConstraint, addIndex, dropIndex].filter((part) => part !== undefined);
    this.compileList(parts);
  }

  /** What is given no database stays in that of the table. */
  #rename({ table: { table }, renameTo, setSchema }: AlterTableNode): void {
    const target = renameTo?.table ?? table;
    const schema = setSchema ?? target.schema ?? table.schema;
    this.append('rename table ');
    this.visitNode(table);
    this.append(' to ');
    if (schema !== undefined) this.part(schema, '.');
    this.visitNode(target.identifier);
    this.onCluster();
  }

  protected override visitAddColumn({ column }: AddColumnNode): void {
    this.append('add column ');
    this.visitNode(column);
  }

  protected override visitAlterColumn(node: AlterColumnNode): void {
    const { column, dataType, dataTypeExpression, setDefault, dropDefault } = node;
    if (dataTypeExpression !== undefined) throw unsupported('ALTER COLUMN … USING');
    if (node.setNotNull || node.dropNotNull) {
      throw unsupported('SET NOT NULL', 'set the data type, as in setDataType(sql`Nullable(String)`)');
    }
    this.append('modify column ');
    this.visitNode(column);
    this.clause(dataType);
    if (setDefault !== undefined) {
      this.append(' default ');
      this.visitNode(setDefault);
    }
    if (dropDefault) this.append(' remove default');
  }
}
