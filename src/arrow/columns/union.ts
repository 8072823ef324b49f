/** `Variant(…)`: a dense union of its members and NULL. */
import { UnsupportedTypeError } from '../../columns/unsupported-type-error.ts';
import type { Library } from '../library.ts';
import { dataOf, fieldOf, type Maker } from './making.ts';

const NULL = 255;
/** Arrow numbers members with signed bytes. */
const MOST_MEMBERS = 127;

export const variant: Maker = (variantType, making) => {
  const { arrow } = making;
  const { args } = variantType;
  if (args.length > MOST_MEMBERS) {
    const message = `Arrow's unions have at most ${MOST_MEMBERS} members beside NULL`;
    throw new UnsupportedTypeError(variantType.name, `${variantType.name}: ${message}`);
  }
  const members = args.map((type) => making.column(type));
  const fields = members.map((member, place) => fieldOf(arrow, args[place]?.name ?? '', member));
  const nullType = new arrow.Null();
  const type = new arrow.DenseUnion(
    Array.from({ length: args.length + 1 }, (_, place) => place) as unknown as Int32Array,
    [...fields, new arrow.Field('NULL', nullType, true)],
  );
  return {
    type,
    nullable: true,
    read(rows, reading) {
      const { arena } = reading;
      const numbers = arena.view(Uint8Array, arena.next(), rows);
      const places = arena.view(Uint32Array, arena.next(), rows);
      const children = members.map((member) => member.read(arena.next(), reading));
      const { typeIds, valueOffsets, nulls } = withNulls(numbers, places, args.length);
      const none = dataOf(arrow as Library, nullType, nulls, {});
      return dataOf(arrow, type, rows, { typeIds, valueOffsets, children: [...children, none] });
    },
  };
};

/** NULL as a member of its own. */
function withNulls(numbers: Uint8Array, places: Uint32Array, number: number) {
  if (!numbers.includes(NULL)) {
    return {
      typeIds: new Int8Array(numbers.buffer, numbers.byteOffset, numbers.length),
      valueOffsets: new Int32Array(places.buffer, places.byteOffset, places.length),
      nulls: 0,
    };
  }
  const typeIds = new Int8Array(numbers);
  const valueOffsets = new Int32Array(places);
  let nulls = 0;
  for (let row = 0; row < numbers.length; row++) {
    if (numbers[row] !== NULL) continue;
    typeIds[row] = number;
    valueOffsets[row] = nulls++;
  }
  return { typeIds, valueOffsets, nulls };
}
