/** The TypeScript type of the objects of `JSON(…)`: paths that have a type are in each of them, any others may be. */
import type { ClickHouseType } from '../../../index.js';
import { objectText } from './syntax.ts';

const OPEN = 'Record<string, unknown>';

/** The members of an object by their names: the text of a type, or further members. */
type Members = Map<string, string | Members>;

/** `textOf` gives the text of the path with that index. */
export function jsonText({ names = [] }: ClickHouseType, textOf: (index: number) => string): string {
  const paths = names.map(String);
  const root: Members = new Map();
  for (const [index, path] of paths.entries()) {
    // Where a path below another is found, only the value of that one tells.
    if (!paths.some((other) => path.startsWith(`${other}.`))) place(root, path.split('.'), textOf(index));
  }
  return openText(root);
}

function place(members: Members, [name = '', ...rest]: readonly string[], text: string): void {
  if (rest.length === 0) {
    members.set(name, text);
    return;
  }
  const found = members.get(name);
  const inner: Members = found instanceof Map ? found : new Map();
  members.set(name, inner);
  place(inner, rest, text);
}

function openText(members: Members): string {
  if (members.size === 0) return OPEN;
  const texts = Array.from(members, ([name, member]): [string, string] => [
    name,
    typeof member === 'string' ? member : openText(member),
  ]);
  return `${objectText(texts)} & ${OPEN}`;
}
