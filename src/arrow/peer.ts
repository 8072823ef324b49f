import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { NotSupportedError } from '../errors.ts';
import { integrate } from '../integrations.ts';

const require = createRequire(import.meta.url);

/** An optional package, loaded when it is first needed. */
export class Peer<L> {
  readonly #name: string;
  /** Which versions of it will do, as an error's text goes on with. */
  readonly #which: string;
  readonly #load: () => L;
  #library: L | undefined;

  constructor(name: string, which: string, load: () => L) {
    this.#name = name;
    this.#which = which;
    this.#load = load;
  }

  /** @throws {NotSupportedError} when it is missing; `where` is the method that needs it. */
  get(where: string): L {
    try {
      if (this.#library === undefined) {
        this.#library = this.#load();
        integrate(this.#name, versionOf(this.#name));
      }
      return this.#library;
    } catch (cause) {
      const message = `${where} needs the package ${this.#name}${this.#which}: run \`npm install ${this.#name}\``;
      throw new NotSupportedError(message, { code: 'ERR_PACKAGE_MISSING', cause });
    }
  }
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
