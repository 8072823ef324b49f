/** Runs the modules of a page's snippets, one after the other: `run.ts URL DATABASE MODULE…`. Tells each that fails. */
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';

import './stage.ts';

for (const path of process.argv.slice(4)) {
  try {
    await import(pathToFileURL(path).href);
  } catch (error) {
    process.stderr.write(`${path}: ${inspect(error)}\n`);
    process.exitCode = 1;
  }
}
