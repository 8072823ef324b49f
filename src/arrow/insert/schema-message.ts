/** The schema that IPC begins with, as far as it tells why the library cannot read it: a type of a newer Arrow. */
import { NotSupportedError } from '../../errors.ts';
import { ARROW } from './kinds.ts';

/** Types that the library does not know, by their numbers. */
const NEWER: Readonly<Record<number, string>> = { 22: 'RunEndEncoded', 25: 'ListView', 26: 'LargeListView' };
const KNOWN: ReadonlySet<number> = new Set(Object.values(ARROW));
/** Schemas that are nested deeper are none. */
const DEEPEST = 64;

/** What the bytes are refused with when they have a column of a type that is not known; nothing when that is not the reason. */
export function unknownType(bytes: Uint8Array): NotSupportedError | undefined {
  try {
    for (const field of fieldsOf(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength))) {
      const type = unknownIn(field, DEEPEST);
      if (type === undefined) continue;
      const message = `insertArrow: column '${field.text(NAME)}': Arrow's type ${type} is not known to apache-arrow`;
      return new NotSupportedError(message, { code: 'ERR_UNSUPPORTED_TYPE' });
    }
  } catch (error) {
    // Of what ends early or is no schema, no more can be told.
    if (!(error instanceof RangeError)) throw error;
  }
  return undefined;
}

const [HEADER, FIELDS, NAME, TYPE, CHILDREN] = [2, 1, 0, 2, 5];
const MAGIC = 'ARROW1';
const CONTINUES = -1;

function fieldsOf(view: DataView): Flat[] {
  const isFile = Array.from(MAGIC, (letter) => letter.charCodeAt(0)).every((code, at) => view.getUint8(at) === code);
  const start = isFile ? 8 : 0;
  const root = view.getInt32(start, true) === CONTINUES ? start + 8 : start + 4;
  return new Flat(view, root + view.getUint32(root, true)).table(HEADER)?.tables(FIELDS) ?? [];
}

/** The type of a field or of one inside it. */
function unknownIn(field: Flat, depth: number): string | undefined {
  if (depth === 0) throw new RangeError('the schema is too deep');
  const type = field.byte(TYPE);
  if (!KNOWN.has(type)) return NEWER[type] ?? `number ${type}`;
  for (const child of field.tables(CHILDREN)) {
    const inner = unknownIn(child, depth - 1);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

/** A table of FlatBuffers. Reading outside of the bytes is a RangeError. */
class Flat {
  readonly #view: DataView;
  readonly #at: number;

  constructor(view: DataView, at: number) {
    this.#view = view;
    this.#at = at;
  }

  /** Where a member lies; 0 when it is left out. */
  #place(member: number): number {
    const slots = this.#at - this.#view.getInt32(this.#at, true);
    const slot = 4 + 2 * member;
    if (slot >= this.#view.getUint16(slots, true)) return 0;
    const offset = this.#view.getUint16(slots + slot, true);
    return offset === 0 ? 0 : this.#at + offset;
  }

  /** Where that lies which a member points to. */
  #target(member: number): number {
    const place = this.#place(member);
    return place === 0 ? 0 : place + this.#view.getUint32(place, true);
  }

  byte(member: number): number {
    const place = this.#place(member);
    return place === 0 ? 0 : this.#view.getUint8(place);
  }

  text(member: number): string {
    const at = this.#target(member);
    if (at === 0) return '';
    const { buffer, byteOffset } = this.#view;
    return Buffer.from(buffer, byteOffset + at + 4, this.#view.getUint32(at, true)).toString('utf8');
  }

  table(member: number): Flat | undefined {
    const at = this.#target(member);
    return at === 0 ? undefined : new Flat(this.#view, at);
  }

  tables(member: number): Flat[] {
    const at = this.#target(member);
    if (at === 0) return [];
    const count = this.#view.getUint32(at, true);
    if (count > this.#view.byteLength / 4) throw new RangeError('more fields than bytes');
    return Array.from({ length: count }, (_, index) => {
      const place = at + 4 + 4 * index;
      return new Flat(this.#view, place + this.#view.getUint32(place, true));
    });
  }
}
