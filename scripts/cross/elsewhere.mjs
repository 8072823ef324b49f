/**
 * Loaded first where tests run in another runtime than the machine's Node.
 *
 * Under an emulator, or a loader of its own, processes that they start run in that runtime again, through its wrapper. The
 * embedded server runs in the machine's Node then, because ClickHouse's library is here for the machine alone.
 */
import childProcess from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';
import process from 'node:process';
import v8 from 'node:v8';

const { CROSS_RUNTIME, CROSS_SERVER_NODE } = process.env;

if (CROSS_RUNTIME !== undefined) {
  const { fork } = childProcess;
  childProcess.fork = (module, args, options) => {
    if (!String(module).includes('/embedded/child.')) return fork(module, args, options);
    const { NAPI_RS_NATIVE_LIBRARY_PATH, ...env } = options?.env ?? process.env;
    return fork(module, args, { ...options, execPath: CROSS_SERVER_NODE, execArgv: [], env });
  };
  syncBuiltinESMExports();
  process.execPath = CROSS_RUNTIME;
}

// ava calls it at the end; Bun and Deno throw.
v8.takeCoverage = () => undefined;
