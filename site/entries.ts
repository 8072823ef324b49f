/** What TypeDoc reads: a module for each entry of the package, called as it is imported. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

import { manifest, root } from './pages.ts';

const folder = `${root}site/.entries/`;

/** Writes the modules; gives their paths. */
export function layEntries(): string[] {
  rmSync(folder, { recursive: true, force: true });
  return Object.entries(manifest.exports).flatMap(([entry, target]) => {
    if (typeof target === 'string') return [];
    const path = `${folder}${manifest.name}${entry.slice(1)}.ts`;
    mkdirSync(dirname(path), { recursive: true });
    const declarations = root + target.types.replace(/^\.\//, '').replace(/\.d\.ts$/, '.js');
    writeFileSync(path, `export * from ${JSON.stringify(declarations)};\n`);
    return [path];
  });
}
