/** How the values of a result are read: formats, time zones, NULLs and encoding, from all that may say so. */
import { encodingOf } from './encoding.ts';
import type { ClickHouseType, ReadOptions } from '../index.js';
import type { ColumnReading } from './columns/codec.ts';
import { requireTemporal } from './columns/temporal.ts';
import { ProgrammingError } from './errors.ts';
import { firstFormat, FormatRules, globalReadFormats } from './formats.ts';
import type { DataType } from './datatype.ts';
import { renamed, type Renamer } from './rename.ts';
import { Schema } from './table.ts';
import { checkZone } from './zone.ts';

/** What a client says of all its results. */
export interface ReadDefaults {
  /** Absent where the client itself is the reader. */
  readonly readFormats?: FormatRules;
  /** Whether wall times are those of the server's zone, where nothing else is said. */
  readonly applyServerTimezone: boolean;
  readonly renameResponseColumn?: Renamer | undefined;
}

/** How a result is read. */
export class ReadPlan {
  /** Every type in its default form. */
  static readonly plain = new ReadPlan({}, { applyServerTimezone: true }, 'read');
  static #exact: ReadPlan | undefined;

  /** Every type in a form that loses nothing on its way back into a table. */
  static get exact(): ReadPlan {
    const queryFormats = { Map: 'pairs', Variant: 'typed', Dynamic: 'typed', Geometry: 'typed', JSON: 'typed' };
    ReadPlan.#exact ??= new ReadPlan({ queryFormats }, { applyServerTimezone: true }, 'insert');
    return ReadPlan.#exact;
  }

  readonly #columnFormats: ReadonlyMap<string, FormatRules>;
  readonly #layers: readonly FormatRules[];
  readonly #columnTzs: ReadonlyMap<string, string>;
  readonly #queryTz: string | undefined;
  readonly #useNull: boolean;
  readonly #encoding: string | undefined;
  readonly #serverTz: boolean;
  readonly #rename: Renamer | undefined;

  /** @throws {ProgrammingError} for formats, zones and encodings that do not exist, naming them; `where` is the method. */
  constructor(options: ReadOptions, defaults: ReadDefaults, where: string) {
    const { columnFormats = {}, queryFormats, columnTzs = {}, queryTz } = options;
    this.#columnFormats = new Map(
      Object.entries(columnFormats).map(([name, formats]) => {
        const rules = typeof formats === 'string' ? { '*': formats } : formats;
        return [name, new FormatRules(rules, `${where}: option 'columnFormats', column '${name}'`)];
      }),
    );
    const own = queryFormats === undefined ? [] : [new FormatRules(queryFormats, `${where}: option 'queryFormats'`)];
    const { readFormats } = defaults;
    this.#layers = readFormats === undefined ? own : [...own, readFormats, globalReadFormats.rules];
    const rules = [...this.#columnFormats.values(), ...this.#layers];
    if (rules.some(({ formats }) => formats.includes('temporal'))) requireTemporal(where);
    for (const [name, zone] of Object.entries(columnTzs))
      checkZone(zone, `${where}: option 'columnTzs', column '${name}'`);
    if (queryTz !== undefined) checkZone(queryTz, `${where}: option 'queryTz'`);
    this.#columnTzs = new Map(Object.entries(columnTzs));
    this.#queryTz = queryTz;
    this.#useNull = options.useNull ?? true;
    this.#encoding = encodingOf(options.encoding, where);
    this.#serverTz = defaults.applyServerTimezone;
    this.#rename = defaults.renameResponseColumn;
  }

  /** The columns of a response, which the options of a query name as the server does. */
  schema(sent: readonly string[], types: readonly DataType[], serverZone: string | undefined): Schema {
    const names = this.#rename && renamed(sent, this.#rename);
    return new Schema(sent, types, this.columns(sent, types, serverZone), names);
  }

  /** How each column is read; `serverZone` is the one that the response names. */
  columns(
    names: readonly string[],
    types: readonly ClickHouseType[],
    serverZone: string | undefined,
  ): readonly ColumnReading[] {
    for (const [option, columns] of [
      ['columnFormats', this.#columnFormats],
      ['columnTzs', this.#columnTzs],
    ] as const) {
      for (const name of columns.keys()) {
        if (!names.includes(name)) {
          throw new ProgrammingError(`option '${option}': the result has no column '${name}'`, {
            code: 'ERR_UNKNOWN_COLUMN',
          });
        }
      }
    }
    const zone = this.#queryTz ?? (this.#serverTz ? serverZone : undefined) ?? 'UTC';
    return names.map((name, index) => this.#column(name, types[index] as ClickHouseType, zone));
  }

  #column(name: string, type: ClickHouseType, zone: string): ColumnReading {
    const own = this.#columnFormats.get(name);
    if (own !== undefined && !anyInside(type, (inner) => own.find(inner) !== undefined)) {
      const message = `option 'columnFormats': column '${name}' of type ${type.name} has no format '${own.formats.join("', '")}'`;
      throw new ProgrammingError(message, { code: 'ERR_UNKNOWN_FORMAT' });
    }
    const layers = own === undefined ? this.#layers : [own, ...this.#layers];
    const columnTz = this.#columnTzs.get(name);
    if (columnTz !== undefined && !anyInside(type, hasZone)) {
      const message = `option 'columnTzs': column '${name}' of type ${type.name} has no times that a zone could change`;
      throw new ProgrammingError(message, { code: 'ERR_UNKNOWN_FORMAT' });
    }
    const found = new Map<ClickHouseType, string | undefined>();
    return {
      format(inner) {
        if (!found.has(inner)) found.set(inner, firstFormat(layers, inner));
        return found.get(inner);
      },
      zone: (inner) => columnTz ?? inner.timezone ?? zone,
      useNull: this.#useNull,
      encoding: this.#encoding,
    };
  }
}

function hasZone({ kind }: ClickHouseType): boolean {
  return kind === 'DateTime' || kind === 'DateTime64';
}

/** Types whose members are told only by the values. */
const openKinds = new Set(['Dynamic', 'JSON', 'Geometry']);

function anyInside(type: ClickHouseType, test: (type: ClickHouseType) => boolean): boolean {
  return test(type) || openKinds.has(type.kind) || type.args.some((inner) => anyInside(inner, test));
}
