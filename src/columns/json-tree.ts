/** Objects from paths: `a.b` is the member `b` of the object `a`. */

export type Tree = Record<string, unknown>;

/** A path in its parts. */
export type Parts = readonly string[];

/** Adds a value; a path whose beginning has a value of its own becomes a member with dots in its name. */
export function place(root: Tree, parts: Parts, value: unknown): void {
  let tree = root;
  for (let i = 0; i < parts.length - 1; i++) {
    const part = parts[i] as string;
    const inner = Object.hasOwn(tree, part) ? tree[part] : assign(tree, part, {});
    if (!isTree(inner)) {
      assign(tree, parts.slice(i).join('.'), value);
      return;
    }
    tree = inner;
  }
  const last = parts[parts.length - 1] as string;
  const before = Object.hasOwn(tree, last) ? tree[last] : undefined;
  assign(tree, last, value);
  if (isTree(before)) for (const [name, member] of Object.entries(before)) assign(tree, `${last}.${name}`, member);
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** Makes a member of any name, `__proto__` among them. */
function assign(tree: Tree, name: string, value: unknown): unknown {
  if (name === '__proto__') {
    Object.defineProperty(tree, name, { value, writable: true, enumerable: true, configurable: true });
  } else tree[name] = value;
  return value;
}

/** Bigints that are safe as numbers, in values of any depth. */
export function withNumbers(value: unknown): unknown {
  if (typeof value === 'bigint')
    return BigInt(Number(value)) === value && Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) value[i] = withNumbers(value[i]);
    return value;
  }
  if (value instanceof Map) return new Map([...value].map(([key, member]) => [withNumbers(key), withNumbers(member)]));
  if (typeof value === 'object' && value !== null) {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) return value;
    for (const [name, member] of Object.entries(value)) assign(value as Tree, name, withNumbers(member));
  }
  return value;
}
