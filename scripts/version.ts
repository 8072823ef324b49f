/** Brings everything else to the version of `package.json`: `npm version` runs it. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };
const file = new URL('../Cargo.toml', import.meta.url);
const workspace = readFileSync(file, 'utf8');
const changed = workspace.replace(/(\[workspace\.package\]\nversion = ")[^"]+/, `$1${version}`);
writeFileSync(file, changed);
for (const manifest of ['Cargo.toml', 'fuzz/Cargo.toml']) {
  execFileSync('cargo', ['update', '--workspace', '--offline', '--manifest-path', manifest], { stdio: 'inherit' });
}
console.log(`version ${version}`);
