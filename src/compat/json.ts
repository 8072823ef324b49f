import type { JSONHandling as Json } from '../../compat.js';

export type { Json };

export const defaultJSONHandling: Json = { parse: JSON.parse, stringify: JSON.stringify };

/** Whether several rows may be read at once: a function of the user's gets each row by itself. */
export function readsAnything({ parse }: Json): boolean {
  return parse === JSON.parse;
}
