import { describe } from '../columns/value-error.ts';
import { TypedValue } from '../columns/typed-value.ts';
import { isResult, type Result, readColumns } from './columns.ts';
import { refuseBytes } from './pull.ts';
import { Ready } from './ready.ts';
import { arrays, objects } from './rows.ts';
import { ragged, type Source } from './source.ts';

/** What an item is. */
type Kind = 'row array' | 'row object' | 'rows' | 'block';

const EXPECTED: Record<Kind, string> = {
  'row array': 'an array',
  'row object': 'an object',
  rows: 'an array of rows',
  block: 'a block of columns',
};

/** What all items of a source have in common: those that come first decide. */
export class Shape {
  /** Whether rows may have keys that nobody asks for. */
  readonly #anyKeys: boolean;
  #kind: Kind | undefined;
  /** Sees rows as columns: those that are arrays, or those that are objects. */
  #view: typeof arrays | undefined;
  #count = 0;
  #width: number | undefined;
  #names: ReadonlySet<string> | undefined;

  constructor(anyKeys: boolean) {
    this.#anyKeys = anyKeys;
  }

  /** What an item is, before which `held` rows wait that are not seen as columns yet. */
  kindOf(item: unknown, held: number): 'row' | 'rows' | 'block' {
    if (isResult(item) || item instanceof Ready) {
      this.#expect('block', item, held);
      return 'block';
    }
    if (Array.isArray(item)) {
      if (this.#kind === undefined && item.length === 0) return 'rows';
      this.#kind ??= item.every(Array.isArray) || item.every(isRowObject) ? 'rows' : 'row array';
      if (this.#kind === 'row object' || this.#kind === 'block') this.#expect('row array', item, held);
      return this.#kind === 'rows' ? 'rows' : 'row';
    }
    if (isBytes(item)) refuseBytes();
    if (ArrayBuffer.isView(item)) {
      throw ragged(`row ${this.#count + held}: expected an array or an object, got ${describe(item)}`);
    }
    this.#expect('row object', item, held);
    return 'row';
  }

  /** A block as columns. */
  block(result: Result | Ready): Source {
    const source = result instanceof Ready ? result.source : readColumns(result);
    const { names = [] } = source;
    const more = this.#anyKeys ? undefined : names.find((name) => this.#names?.has(name) === false);
    if (more !== undefined) throw ragged(`row ${this.#count}: the block has a column '${more}', the first has none`);
    this.#names ??= new Set(names);
    this.#count += source.rowCount;
    return source;
  }

  /** Rows as columns. */
  rows(rows: readonly unknown[]): Source {
    this.#view ??= Array.isArray(rows[0]) ? arrays : objects;
    const names = this.#anyKeys ? undefined : this.#names;
    const source = this.#view(rows, { count: this.#count, width: this.#width, names });
    this.#count += rows.length;
    if (source.names === undefined) this.#width = source.width;
    else this.#names ??= new Set(source.names);
    return source;
  }

  #expect(kind: Kind, item: unknown, held: number): void {
    this.#kind ??= kind;
    if (this.#kind === kind) return;
    const expected = EXPECTED[this.#kind];
    throw ragged(`row ${this.#count + held}: expected ${expected} as in the rows before, got ${describe(item)}`);
  }
}

/** Whether a value can only be a row, not that of a column of some other type than JSON and the like. */
function isRowObject(value: unknown): boolean {
  return Object.prototype.toString.call(value) === '[object Object]' && !(value instanceof TypedValue);
}

function isBytes(item: unknown): boolean {
  return typeof item === 'string' || item instanceof Uint8Array || item instanceof DataView;
}
