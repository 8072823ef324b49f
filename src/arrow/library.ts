import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PolarsDataFrame } from '../../index.js';
import { NotSupportedError } from '../errors.ts';
import { integrate } from '../integrations.ts';

export type Library = typeof import('apache-arrow');
/** What is asked of `nodejs-polars`. */
export interface Polars {
  readIPCStream(bytes: Buffer): PolarsDataFrame;
}

export type { Data, DataType, Field, RecordBatch, Schema, Table, Vector } from 'apache-arrow';

const require = createRequire(import.meta.url);
const PACKAGE = 'apache-arrow';
const POLARS = 'nodejs-polars';

let library: Library | undefined;

/** The optional peer, loaded when it is first needed; `where` is the method that needs it. */
export function arrowLibrary(where: string): Library {
  try {
    if (library === undefined) {
      library = load();
      integrate(PACKAGE, versionOf(PACKAGE));
    }
    return library;
  } catch (cause) {
    throw missing(where, PACKAGE, ', 21.2 or newer', cause);
  }
}

/** The optional peer whose data frames are wanted. */
export function polarsLibrary(where: string): Polars {
  try {
    const polars = require('nodejs-polars') as Polars;
    integrate(POLARS, versionOf(POLARS));
    return polars;
  } catch (cause) {
    throw missing(where, POLARS, '', cause);
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

function missing(where: string, name: string, which: string, cause: unknown): NotSupportedError {
  const message = `${where} needs the package ${name}${which}: run \`npm install ${name}\``;
  return new NotSupportedError(message, { code: 'ERR_PACKAGE_MISSING', cause });
}

/** The package comes as two modules, whose tables are strangers to each other: the user's is that which `require` knows, or `import`. */
function load(): Library {
  const path = require.resolve(PACKAGE);
  if (path in require.cache) return require(path) as Library;
  try {
    return require(fileURLToPath(import.meta.resolve(PACKAGE))) as Library;
  } catch {
    return require(path) as Library;
  }
}
