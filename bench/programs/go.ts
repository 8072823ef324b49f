import { access } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { directory } from '../paths.ts';
import { execute, type Program } from './program.ts';

const source = fileURLToPath(new URL('peers/go/', directory));
const binary = fileURLToPath(new URL('.go-bin/measure', directory));

/** Builds the program in Go, unless it may not be built: then it takes what is there. */
export async function prepareGo(mayBuild: boolean): Promise<Program> {
  if (mayBuild) await execute('go', ['build', '-o', binary, '.'], { cwd: source });
  else await access(binary);
  return (assignment) => [binary, [JSON.stringify(assignment)]];
}
