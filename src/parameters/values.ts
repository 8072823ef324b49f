import { asDT64 } from './dt64-param.ts';

/** The value of a name, or that of `name_64`, whose times are DateTime64; `undefined` counts as absent. */
export function namedValue(values: Readonly<Record<string, unknown>>, name: string): unknown {
  if (Object.hasOwn(values, name) && values[name] !== undefined) return values[name];
  const marked = `${name}_64`;
  return Object.hasOwn(values, marked) ? asDT64(values[marked]) : undefined;
}
