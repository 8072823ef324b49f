import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { PolarsDataFrame } from '../../index.js';
import { NotSupportedError } from '../errors.ts';

export type Library = typeof import('apache-arrow');
/** What is asked of `nodejs-polars`. */
export interface Polars {
  readIPCStream(bytes: Buffer): PolarsDataFrame;
}

export type { Data, DataType, Field, RecordBatch, Schema, Table, Vector } from 'apache-arrow';

const require = createRequire(import.meta.url);
const PACKAGE = 'apache-arrow';

let library: Library | undefined;

/** The optional peer, loaded when it is first needed; `where` is the method that needs it. */
export function arrowLibrary(where: string): Library {
  try {
    library ??= load();
    return library;
  } catch (cause) {
    throw missing(where, PACKAGE, ', 21.2 or newer', cause);
  }
}

/** The optional peer whose data frames are wanted. */
export function polarsLibrary(where: string): Polars {
  try {
    return require('nodejs-polars') as Polars;
  } catch (cause) {
    throw missing(where, 'nodejs-polars', '', cause);
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
