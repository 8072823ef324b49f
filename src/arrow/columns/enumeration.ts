/** `Enum8`, `Enum16`: a dictionary of the names. */
import { ValueError } from '../../columns/value-error.ts';
import { dataOf, type Maker } from './making.ts';
import { joined } from './printed.ts';

export function enumeration(array: typeof Int8Array | typeof Int16Array): Maker {
  return (enumType, { arrow }) => {
    const { values = [] } = enumType;
    const utf8 = new arrow.Utf8();
    const names = joined(values.length, (from, to) => values.slice(from, to).map(({ name }) => name));
    const dictionary = new arrow.Vector([dataOf(arrow, utf8, values.length, names)]);
    const type = new arrow.Dictionary(utf8, array === Int8Array ? new arrow.Int16() : new arrow.Int32());
    const lowest = values.reduce((least, { code }) => Math.min(least, code), 0);
    const places = new Int32Array(values.reduce((most, { code }) => Math.max(most, code), 0) - lowest + 1).fill(-1);
    values.forEach(({ code }, place) => {
      places[code - lowest] = place;
    });
    return {
      type,
      nullable: false,
      read(rows, { arena }, validity) {
        const codes = arena.view<Int8Array | Int16Array>(array, arena.next(), rows);
        const data = array === Int8Array ? new Int16Array(rows) : new Int32Array(rows);
        for (let row = 0; row < rows; row++) {
          const place = places[(codes[row] as number) - lowest] ?? -1;
          // What lies under a NULL may be any code.
          if (place < 0 && validity === undefined) {
            throw new ValueError(row, codes[row], enumType.name, `the code ${codes[row]} has no name`);
          }
          data[row] = Math.max(place, 0);
        }
        return dataOf(arrow, type, rows, { data, dictionary }, validity);
      },
    };
  };
}
