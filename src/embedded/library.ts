import { createRequire } from 'node:module';

import { OperationalError } from '../errors.ts';

const supported = 'Linux with glibc (x64, arm64) and macOS (x64, arm64)';

function unavailable(message: string, cause: unknown): OperationalError {
  return new OperationalError(message, { code: 'ERR_EMBEDDED_UNAVAILABLE', cause });
}

/**
 * Path of the shared library that holds ClickHouse, from the optional peer dependency `chdb`. Only its
 * locator is loaded: the addon of that package would bring a second copy of the engine into this process.
 */
export function findLibrary(): string {
  const require = createRequire(import.meta.url);
  if (process.platform !== 'linux' && process.platform !== 'darwin') {
    throw unavailable(`the embedded server is not available on ${process.platform}: it needs ${supported}`, undefined);
  }
  let locator: { libchdbPath(): string };
  try {
    locator = require('chdb/libchdb') as typeof locator;
  } catch (cause) {
    throw unavailable(
      'the embedded server needs the package chdb 3.4 or newer: run `npm install --save-dev chdb`',
      cause,
    );
  }
  try {
    return locator.libchdbPath();
  } catch (cause) {
    const platform = `${process.platform}-${process.arch}`;
    throw unavailable(
      `the package chdb has no server library for ${platform}: it supports ${supported}; ` +
        'if this is one of them, run `npm install --save-dev chdb` again without --omit=optional',
      cause,
    );
  }
}
