/** Options that are kept, and those that are laid over them. */
import { invalid, isRecord } from '../validate.ts';

/** Options whose members count each for itself: a call may add one setting to those of its context. */
const byMember = new Set([
  'settings',
  'parameters',
  'headers',
  'queryFormats',
  'columnFormats',
  'columnTzs',
  'writeFormats',
]);

type Members = Readonly<Record<string, unknown>>;

/** `over` laid over `under`; what is `undefined` counts as absent. */
export function overlaid<T extends object>(under: Partial<T>, over: Partial<T>): Partial<T> {
  const result: Record<string, unknown> = { ...under };
  for (const [name, value] of Object.entries(over)) {
    if (value === undefined) continue;
    const kept = result[name];
    result[name] = byMember.has(name) && isRecord(value) && isRecord(kept) ? merged(kept, value) : value;
  }
  return result as Partial<T>;
}

function merged(under: Members, over: Members): Members {
  return { ...under, ...Object.fromEntries(Object.entries(over).filter(([, value]) => value !== undefined)) };
}

/** A copy that later changes of what was given do not reach; but a schema and the values of parameters stay those that were given. */
export function frozenCopy<T extends object>(options: T): Readonly<T> {
  const members = Object.entries(options).map(([name, value]) => {
    return [name, name === 'schema' ? value : copied(value, name !== 'parameters')];
  });
  return Object.freeze(Object.fromEntries(members)) as T;
}

function copied(value: unknown, deeply: boolean): unknown {
  const inside = (item: unknown): unknown => (deeply ? copied(item, true) : item);
  if (Array.isArray(value)) return Object.freeze(value.map(inside));
  if (!isPlain(value)) return value;
  return Object.freeze(Object.fromEntries(Object.entries(value).map(([name, item]) => [name, inside(item)])));
}

/** Signals and other objects with a class of their own stay what they are. */
function isPlain(value: unknown): value is Members {
  if (!isRecord(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Refuses options that name one request, which a context would give to all of its calls. */
export function refuseOwn(options: unknown, names: readonly string[], where: string): void {
  const found = names.find((name) => isRecord(options) && options[name] !== undefined);
  if (found !== undefined) throw invalid(`${where}: option '${found}' is for one call: give it to that`);
}
