import type { ServerConfig, ServerConfigValue } from '../../embedded.js';

/** ClickHouse splits paths of its configuration at dots, so a name holds none. */
const elementName = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/** Whether `name` can be the name of a configuration element. */
export function isElementName(name: string): boolean {
  return elementName.test(name);
}

/** Writes a tree as XML elements. Names have been checked before. */
export function toXml(tree: ServerConfig): string {
  return Object.entries(tree)
    .map(([name, value]) => element(name, value))
    .join('');
}

function element(name: string, value: ServerConfigValue): string {
  if (isList(value)) return value.map((item) => element(name, item)).join('');
  const content = typeof value === 'object' ? toXml(value) : escapeText(String(value));
  return `<${name}>${content}</${name}>\n`;
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Lays `over` over `base`: subtrees are merged, everything else is replaced. */
export function merge(base: ServerConfig, over: ServerConfig): ServerConfig {
  const merged: Record<string, ServerConfigValue> = { ...base };
  for (const [name, value] of Object.entries(over)) {
    const below = merged[name];
    merged[name] = isTree(below) && isTree(value) ? merge(below, value) : value;
  }
  return merged;
}

/** `Array.isArray` does not narrow readonly arrays. */
export function isList(value: unknown): value is readonly ServerConfigValue[] {
  return Array.isArray(value);
}

/** Whether `value` is an object of named elements. */
export function isTree(value: unknown): value is ServerConfig {
  return typeof value === 'object' && value !== null && !isList(value);
}
