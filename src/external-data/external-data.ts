import type { ExternalData as Contract, ExternalFile } from '../../index.js';
import { type Check, invalid } from '../validate.ts';
import { type ExternalTable, tableOf } from './table.ts';

let tables: (data: ExternalData) => ReadonlyMap<string, ExternalTable>;

/** Tables that go with a query. */
export class ExternalData implements Contract {
  readonly #tables = new Map<string, ExternalTable>();

  static {
    tables = (data) => data.#tables;
  }

  constructor(options?: ExternalFile) {
    if (options !== undefined) this.addFile(options);
  }

  addFile(options: ExternalFile): this {
    const table = tableOf(options);
    if (this.#tables.has(table.name)) {
      throw invalid(`ExternalData: there are two files '${table.name}': give one of them another 'fileName'`);
    }
    this.#tables.set(table.name, table);
    return this;
  }
}

export const externalData: Check = (value) => {
  if (!(value instanceof ExternalData)) return 'an ExternalData';
  return tables(value).size > 0 ? undefined : 'an ExternalData with at least one file';
};

/** The tables of external data, those that are added later not among them. */
export function tablesOf(data: ExternalData): ExternalTable[] {
  return [...tables(data).values()];
}
