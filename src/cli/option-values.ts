/** Texts of options as values. */
import { InvalidArgumentError } from 'commander';

/** Seconds as milliseconds. */
export function seconds(text: string): number {
  const found = /^(?:\d+(?:\.\d+)?|\.\d+)$/.test(text) ? Math.round(Number(text) * 1000) : 0;
  if (found < 1 || found > 0xffff_ffff) throw new InvalidArgumentError('It must be a number of seconds above 0.');
  return found;
}

export function wholeNumber(text: string): number {
  const found = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(found)) throw new InvalidArgumentError('It must be a whole number.');
  return found;
}

/** Collects `name=value`. */
export function pair(text: string, earlier: Readonly<Record<string, string>> = {}): Record<string, string> {
  return collected(text, '=', earlier);
}

/** Collects `Name: value`. */
export function header(text: string, earlier: Readonly<Record<string, string>> = {}): Record<string, string> {
  return collected(text, ':', earlier);
}

function collected(text: string, mark: string, earlier: Readonly<Record<string, string>>): Record<string, string> {
  const at = text.indexOf(mark);
  const name = text.slice(0, at).trim();
  if (at < 1 || name === '') throw new InvalidArgumentError(`It must be a name and a value with "${mark}" in between.`);
  const value = text.slice(at + 1);
  return { ...earlier, [name]: mark === ':' ? value.trim() : value };
}

/** Names between commas. */
export function names(text: string): string[] {
  const found = text.split(',').map((name) => name.trim());
  if (found.includes('')) throw new InvalidArgumentError('It must be names with commas in between.');
  return found;
}

/** Collects texts. */
export function oneMore(text: string, earlier: readonly string[] = []): string[] {
  return [...earlier, text];
}
