/**
 * Writes `crates/THIRD-PARTY-LICENSES`: the licences of all crates of which a binary holds code. With `--check` it says
 * instead whether the file is as it would be written.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

interface Crate {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly license: string | null;
  readonly source: string | null;
  readonly repository: string | null;
  readonly manifest_path: string;
  readonly targets: readonly { readonly kind: readonly string[] }[];
}

interface Node {
  readonly id: string;
  readonly deps: readonly { readonly pkg: string; readonly dep_kinds: readonly { readonly kind: string | null }[] }[];
}

interface Metadata {
  readonly packages: readonly Crate[];
  readonly resolve: { readonly nodes: readonly Node[] };
}

const { napi } = createRequire(import.meta.url)('../package.json') as { napi: { targets: readonly string[] } };
const file = new URL('../crates/THIRD-PARTY-LICENSES', import.meta.url);
const TITLE = 'The binary of clickhouse-connect holds code of these crates, and of libraries that they bring along.';

/** Folders of a crate without code that is compiled in. */
const BESIDE = new Set(['tests', 'test', 'benches', 'examples', 'doc', 'docs', 'target', 'contrib', 'fuzz']);

/** What is linked into the addon on any platform: no tools of the build, no tests, no macros. */
function linked(): Crate[] {
  const platforms = napi.targets.flatMap((target) => ['--filter-platform', target]);
  const args = ['metadata', '--format-version=1', '--locked', ...platforms];
  const text = execFileSync('cargo', args, {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { packages, resolve } = JSON.parse(text) as Metadata;
  const crates = new Map(packages.map((crate) => [crate.id, crate]));
  const nodes = new Map(resolve.nodes.map((node) => [node.id, node]));
  const found = new Set<Crate>();
  const walk = (id: string): void => {
    const crate = crates.get(id);
    if (crate === undefined || found.has(crate) || crate.targets.some(({ kind }) => kind.includes('proc-macro')))
      return;
    found.add(crate);
    for (const { pkg, dep_kinds } of nodes.get(id)?.deps ?? []) {
      if (dep_kinds.some(({ kind }) => kind === null)) walk(pkg);
    }
  };
  walk(packages.find(({ name }) => name === 'clickhouse-connect-node')?.id ?? '');
  return [...found].filter(({ source }) => source !== null);
}

/** The texts in a folder and below. Where MIT is one of several to choose from, it is chosen, as the shortest. */
function textsBelow(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && /^licen[cs]e/i.test(entry.name)).map(({ name }) => name);
  const chosen = files.some((name) => /mit/i.test(name)) ? files.filter((name) => !/apache|isc/i.test(name)) : files;
  const inner = entries.filter((entry) => entry.isDirectory() && !BESIDE.has(entry.name));
  return [
    ...chosen.sort().map((name) => readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n').trim()),
    ...inner.flatMap(({ name }) => textsBelow(join(folder, name))),
  ];
}

/** The texts of a crate; of one that comes without, those of another one of its repository, or else MIT's own. */
function textsOf(crate: Crate, all: readonly Crate[]): string[] {
  const siblings = all.filter(({ repository }) => repository !== null && repository === crate.repository);
  const texts = [crate, ...siblings].map(({ manifest_path }) => textsBelow(dirname(manifest_path)));
  const found = texts.find(({ length }) => length > 0);
  if (found !== undefined) return found;
  if (crate.license !== 'MIT')
    throw new Error(`${crate.name} comes without the text of its licence (${crate.license})`);
  return [mit(`Copyright (c) the authors of ${crate.name} (${crate.repository})`)];
}

/** The licence that crates mean which only name it, and under which Rust gives its standard library. */
function mit(copyright: string): string {
  return `${copyright}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;
}

/** The file's text: every licence once, below the names of all that it is for. */
function written(): string {
  const crates = linked().sort((a, b) => (a.name < b.name ? -1 : 1));
  const users = new Map([
    [mit('Copyright (c) the contributors of the Rust project'), ["Rust's standard library (MIT OR Apache-2.0)"]],
  ]);
  for (const crate of crates) {
    const name = `${crate.name} ${crate.version} (${crate.license})`;
    for (const text of new Set(textsOf(crate, crates))) users.set(text, [...(users.get(text) ?? []), name]);
  }
  const parts = [...users].map(([text, names]) => `${names.join('\n')}\n\n${text}\n`);
  return [`${TITLE}\n`, ...parts].join(`\n${'-'.repeat(100)}\n\n`);
}

const text = written();
if (!process.argv.includes('--check')) {
  writeFileSync(file, text);
} else if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
  throw new Error('crates/THIRD-PARTY-LICENSES is not of these crates: run `npm run licenses`');
}
