import { copyFile, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { directory } from '../paths.ts';
import { execute, type Program } from './program.ts';

const environment = new URL('.venv/', directory);
const requirements = new URL('peers/python/requirements.txt', directory);
/** Written last: what is in the environment. */
const installed = new URL('requirements.txt', environment);
const python = fileURLToPath(new URL('bin/python', environment));
const script = fileURLToPath(new URL('peers/python/measure.py', directory));

/** Makes a virtual environment below `bench/`, unless it is there or may not be made. */
export async function preparePython(mayInstall: boolean): Promise<Program> {
  if (!(await isReady())) {
    if (!mayInstall) throw new Error('there is no bench/.venv');
    console.error('python: installing packages into bench/.venv');
    await execute('python3', ['-m', 'venv', '--clear', fileURLToPath(environment)]);
    const options = ['--quiet', '--disable-pip-version-check', '--requirement', fileURLToPath(requirements)];
    await execute(python, ['-m', 'pip', 'install', ...options]);
    await copyFile(requirements, installed);
  }
  return (assignment) => [python, [script, JSON.stringify(assignment)]];
}

async function isReady(): Promise<boolean> {
  const wanted = await readFile(requirements, 'utf8');
  return wanted === (await readFile(installed, 'utf8').catch(() => ''));
}
