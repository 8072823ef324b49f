/** `Nothing`: no values at all. */
import { dataOf, type Maker } from './making.ts';

export const nothing: Maker = (_, { arrow }) => {
  const type = new arrow.Null();
  return {
    type,
    nullable: true,
    read(rows, { arena }) {
      arena.next();
      return dataOf(arrow, type, rows, {});
    },
  };
};
