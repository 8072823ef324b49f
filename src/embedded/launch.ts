import { constants } from 'node:fs';
import { access, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { OperationalError } from '../errors.ts';
import { configFile } from './config.ts';
import { Engine } from './engine.ts';
import type { CheckedOptions } from './options.ts';
import { HOST, portError, probePort } from './port.ts';
import { identify, ping } from './probe.ts';
import { startError, uselessError } from './refusal.ts';

/** A server that answers. */
export interface Launched {
  readonly engine: Engine;
  readonly home: string;
  readonly port: number;
  readonly version: string;
}

/** A cold start reads half a gigabyte of library from disk. */
const START_MS = 60_000;

/** Opens the HTTP interface, then reads standard input until the parent closes it. */
const script =
  "SYSTEM START LISTEN HTTP; SELECT count() FROM file('-', LineAsString) SETTINGS max_execution_time = 0 FORMAT Null";

/** Starts a server and waits until it answers; leaves nothing behind when it does not. */
export async function launch(options: CheckedOptions, library: string): Promise<Launched> {
  const port = await probePort(options.port);
  const home = await mkdtemp(join(tmpdir(), 'clickhouse-connect-'));
  let engine: Engine | undefined;
  try {
    const data = await dataDirectory(options.path ?? join(home, 'data'));
    const file = join(home, 'config.xml');
    // It may hold what leads to passwords.
    await writeFile(file, configFile(file, options.config, options.users), { mode: 0o600 });
    const args = ['clickhouse', `--config-file=${file}`, `--path=${data}`, `--http_port=${port}`];
    args.push(`--listen_host=${HOST}`, '--query', script);
    engine = new Engine({ library, args, home, temporary: options.path === undefined }, timezone(options));
    const version = await ready(engine, data, port, options.signal);
    return { engine, home, port, version };
  } catch (error) {
    await engine?.kill();
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
    throw error;
  }
}

/** The server reads its time zone from the environment and not from its configuration, as clickhouse-local does. */
function timezone({ config }: CheckedOptions): string | undefined {
  const zone = typeof config === 'string' ? undefined : config.timezone;
  return typeof zone === 'string' ? zone : undefined;
}

async function dataDirectory(path: string): Promise<string> {
  try {
    await mkdir(path, { recursive: true });
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
    return path;
  } catch (cause) {
    const reported = (cause as NodeJS.ErrnoException).code ?? 'ERR_EMBEDDED_START';
    // What mkdir says of a file in the directory's place.
    const code = reported === 'EEXIST' ? 'ENOTDIR' : reported;
    throw new OperationalError(`the data directory ${path} cannot be used (${code})`, { code, cause });
  }
}

/** Asks until the server answers; resolves to its version. */
async function ready(engine: Engine, data: string, port: number, signal: AbortSignal | undefined): Promise<string> {
  const asking = new AbortController();
  const stop = (): void => asking.abort();
  const deadline = setTimeout(stop, START_MS);
  signal?.addEventListener('abort', stop, { once: true });
  try {
    for (let pause = 4; !(await ping(HOST, port, asking.signal)); pause = Math.min(pause * 2, 32)) {
      if (engine.exit !== undefined) throw startError(engine, data, port);
      signal?.throwIfAborted();
      if (asking.signal.aborted) throw uselessError(`it did not answer within ${START_MS / 1000} s`);
      await Promise.race([engine.ended, delay(pause)]);
    }
    const { version, path } = await identify(HOST, port, asking.signal);
    // Somebody else's server answers when it took the port first.
    if (path !== data) throw portError(port, undefined);
    return version;
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof OperationalError) throw error;
    throw uselessError(error instanceof Error ? error.message : String(error), error);
  } finally {
    clearTimeout(deadline);
    signal?.removeEventListener('abort', stop);
  }
}
