import { NotSupportedError } from '../errors.ts';
import { integrate } from '../integrations.ts';

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
        integrate(this.#name);
      }
      return this.#library;
    } catch (cause) {
      const message = `${where} needs the package ${this.#name}${this.#which}: run \`npm install ${this.#name}\``;
      throw new NotSupportedError(message, { code: 'ERR_PACKAGE_MISSING', cause });
    }
  }
}
