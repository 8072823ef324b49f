import type { Dataset } from './dataset.ts';

/** A key and an ASCII text of some 43 bytes. */
export const strings: Dataset = {
  name: 'strings',
  columns: 'id UInt64, name String',
  values: `number, concat(leftPad(lower(hex(toUInt32(number * 2654435761))), 8, '0'), '.',
    toString(toUInt32(number * 2246822519)), '@mail.example.com/inbox/')`,
  sum: 'sum(length(name))',
};
