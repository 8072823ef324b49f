#!/usr/bin/env node
/** Loads the program, and says in one sentence what keeps it from being loaded: a missing binary, a Node that is too old. */
try {
  const { run } = await import('./run.ts');
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
