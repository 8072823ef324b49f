import { rm } from 'node:fs/promises';

import type { Server, ServerOptions } from '../../embedded.js';

import { OperationalError } from '../errors.ts';
import type { Engine } from './engine.ts';
import { type Launched, launch } from './launch.ts';
import { findLibrary } from './library.ts';
import { checkOptions } from './options.ts';
import { HOST } from './port.ts';

/** Between the probe of a free port and the server's own bind another process may take it. */
const PORT_ATTEMPTS = 5;

/** Starts a server; the contract is in `embedded.d.ts`. */
export async function startServer(options: ServerOptions = {}): Promise<Server> {
  const checked = checkOptions(options);
  checked.signal?.throwIfAborted();
  const library = findLibrary();
  for (let attempt = 1; ; attempt += 1) {
    try {
      return new EmbeddedServer(await launch(checked, library), checked.path === undefined);
    } catch (error) {
      const clash = error instanceof OperationalError && error.code === 'EADDRINUSE';
      if (!clash || checked.port !== 0 || attempt === PORT_ATTEMPTS) throw error;
    }
  }
}

class EmbeddedServer implements Server {
  readonly url: string;
  readonly host = HOST;
  readonly port: number;
  readonly version: string;
  readonly pid: number;
  readonly #engine: Engine;
  readonly #home: string;
  readonly #temporary: boolean;
  #closing: Promise<void> | undefined;

  constructor({ engine, home, port, version }: Launched, temporary: boolean) {
    this.url = `http://${HOST}:${port}`;
    this.port = port;
    this.version = version;
    this.pid = engine.pid;
    this.#engine = engine;
    this.#home = home;
    this.#temporary = temporary;
  }

  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #end(): Promise<void> {
    // What is removed anyway needs no orderly end, and an orderly end waits for the connections of clients.
    await (this.#temporary ? this.#engine.kill() : this.#engine.stop());
    await rm(this.#home, { recursive: true, force: true, maxRetries: 3 });
  }
}
