import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

/** The packages whose data this process hands over or takes, with their versions. */
const tags = new Map<string, string>();

/** A package is used from now on. */
export function integrate(name: string): void {
  if (!tags.has(name)) tags.set(name, versionOf(name));
}

/** As its `package.json` says, in the folder of its module or above. */
function versionOf(name: string): string {
  for (let at = dirname(require.resolve(name)); ; at = dirname(at)) {
    try {
      const found = require(join(at, 'package.json')) as { name?: string; version?: string };
      if (found.name === name && found.version !== undefined) return found.version;
    } catch {}
    if (at === dirname(at)) return 'unknown';
  }
}

/** A User-Agent with the packages behind it, as `apache-arrow/21.2.0`. */
export function tagged(userAgent: string): string {
  return [userAgent, ...Array.from(tags, ([name, version]) => `${name}/${version}`)].join(' ');
}

/** Whether there are any. */
export function hasTags(): boolean {
  return tags.size > 0;
}
