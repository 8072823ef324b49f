/** `Nullable(T)`: a bit for each row. */
import { innerOf } from './inner.ts';
import type { Maker } from './making.ts';
import { validityOf } from './printed.ts';

export const nullable: Maker = (type, making) => {
  const inner = making.column(innerOf(type));
  return {
    ...inner,
    nullable: true,
    read(rows, reading) {
      const start = reading.arena.next();
      const any = reading.arena.next() === 1;
      return inner.read(rows, reading, any ? validityOf(reading.arena.bytes(start, rows)) : undefined);
    },
  };
};
