/** Pieces of TypeScript. */
import { harmless } from '../table/harmless.ts';

/** A text as a string of the language. */
export function literal(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  // These two end a line outside of JSON.
  return `'${escaped.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}'`;
}

/** The name of a property, quoted where it must be. */
export function property(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : literal(name);
}

/** A type with these members. */
export function objectText(members: readonly (readonly [name: string, text: string])[]): string {
  if (members.length === 0) return 'Record<string, never>';
  return `{ ${members.map(([name, text]) => `${property(name)}: ${text}`).join('; ')} }`;
}

/** One of several types, each said once. */
export function union(texts: readonly string[]): string {
  const members = new Set(texts);
  return members.has('unknown') ? 'unknown' : members.size === 0 ? 'never' : [...members].join(' | ');
}

/** A type as the element of an array. */
export function elementsOf(text: string): string {
  return isJoined(text) ? `(${text})` : text;
}

/** Whether a type is a union or an intersection, which shows outside of brackets and strings. */
function isJoined(text: string): boolean {
  let depth = 0;
  for (const [token] of text.matchAll(/'(?:[^'\\]|\\.)*'|[[({<]|[\])}>]|[|&]/g)) {
    if ((token === '|' || token === '&') && depth === 0) return true;
    if (token.length === 1 && '[({<'.includes(token)) depth++;
    else if (token.length === 1 && '])}>'.includes(token)) depth--;
  }
  return false;
}

/** A comment for the declaration below it, which no text can leave. */
export function comment(text: string): string {
  return `/** ${harmless(text.replace(/\s+/g, ' ')).replaceAll('*/', '*\\/').trim()} */`;
}

/** A name for a type, made of another name: `page_views` is `PageViews`. */
export function pascalCase(name: string): string {
  const words = name.match(/[\p{L}\p{N}]+/gu) ?? [];
  const joined = words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join('');
  return /^\p{L}/u.test(joined) ? joined : `_${joined}`;
}
