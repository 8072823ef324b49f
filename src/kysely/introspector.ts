import {
  type ColumnMetadata,
  type DatabaseIntrospector,
  type DatabaseMetadataOptions,
  type Kysely,
  type SchemaMetadata,
  sql,
  type TableMetadata,
} from 'kysely';

interface FoundTable {
  readonly database: string;
  readonly name: string;
  readonly engine: string;
}

interface FoundColumn {
  readonly table: string;
  readonly name: string;
  readonly type: string;
  readonly default_kind: string;
  readonly comment: string;
}

/** What there is in the current database. */
export class Introspector implements DatabaseIntrospector {
  readonly #db: Kysely<unknown>;

  constructor(db: Kysely<unknown>) {
    this.#db = db;
  }

  async getSchemas(): Promise<SchemaMetadata[]> {
    const { rows } = await sql<SchemaMetadata>`select name from system.databases order by name`.execute(this.#db);
    return rows;
  }

  async getTables({ withInternalKyselyTables }: DatabaseMetadataOptions = none): Promise<TableMetadata[]> {
    const [tables, columns] = await Promise.all([this.#tables(), this.#columns()]);
    return tables
      .filter(({ name }) => withInternalKyselyTables || !internal.has(name))
      .map(({ database, name, engine }) => ({
        name,
        schema: database,
        isView: engine.endsWith('View'),
        isForeign: false,
        columns: (columns.get(name) ?? []).map(metadataOf),
      }));
  }

  /** Of Kysely 0.28. */
  async getMetadata(options?: DatabaseMetadataOptions): Promise<{ tables: TableMetadata[] }> {
    return { tables: await this.getTables(options) };
  }

  /** Without those in which materialized views keep their rows. */
  async #tables(): Promise<FoundTable[]> {
    const statement = sql<FoundTable>`select database, name, engine from system.tables
      where database = currentDatabase() and not is_temporary and name not like '.inner%' order by name`;
    return (await statement.execute(this.#db)).rows;
  }

  /** By their tables. */
  async #columns(): Promise<Map<string, FoundColumn[]>> {
    const statement = sql<FoundColumn>`select table, name, type, default_kind, comment from system.columns
      where database = currentDatabase() order by table, position`;
    const columns = new Map<string, FoundColumn[]>();
    for (const column of (await statement.execute(this.#db)).rows) {
      const list = columns.get(column.table) ?? [];
      list.push(column);
      columns.set(column.table, list);
    }
    return columns;
  }
}

const none: DatabaseMetadataOptions = { withInternalKyselyTables: false };
/** The tables of Kysely's migrator; its own constants for them have moved between versions. */
const internal = new Set(['kysely_migration', 'kysely_migration_lock']);

function metadataOf({ name, type, default_kind, comment }: FoundColumn): ColumnMetadata {
  return {
    name,
    dataType: type,
    isNullable: /^(?:LowCardinality\()?Nullable\(|^(?:Variant|Dynamic)\b/.test(type),
    isAutoIncrementing: false,
    hasDefaultValue: default_kind !== '',
    ...(comment === '' ? {} : { comment }),
  };
}
