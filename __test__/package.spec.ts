import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import test from 'ava';

const root = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);

interface Manifest {
  readonly version: string;
  readonly bin: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, { readonly types: string; readonly default: string }>>;
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies?: object;
  readonly optionalDependencies?: object;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta: Readonly<Record<string, { optional: boolean }>>;
  readonly napi: { readonly binaryName: string; readonly packageName: string; readonly targets: readonly string[] };
}

const manifest = require('../package.json') as Manifest;

/** Paths below `src`, with slashes, of all its modules. */
const modules = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.ts'));

interface Import {
  readonly from: string;
  /** A path below the repository for relative imports, the name of the package for others. */
  readonly to: string;
}

function importsOf(module: string): Import[] {
  const source = readFileSync(join(root, 'src', module), 'utf8');
  const specifiers = source.matchAll(/(?:from|import|import\(|require\()\s*'([^'\s]+)'/g);
  return Array.from(specifiers, ([, specifier = '']) => {
    if (!specifier.startsWith('.')) return { from: module, to: specifier };
    const target = resolve(root, 'src', dirname(module), specifier);
    return { from: module, to: relative(root, target).replaceAll('\\', '/') };
  });
}

const imports = modules.flatMap(importsOf);

/** What has to be loaded before a module; types need nothing. */
function neededBy(module: string): string[] {
  const source = readFileSync(join(root, 'src', module), 'utf8');
  const specifiers = source.matchAll(/^(?:import|export) (?!type\b)(?:[^;']*? from )?'(\.[^']+)'/gm);
  return Array.from(specifiers, ([, specifier = '']) =>
    relative(join(root, 'src'), resolve(root, 'src', dirname(module), specifier)).replaceAll('\\', '/'),
  );
}

/** Whether a module is loaded before itself, by way of others that `follow` tells. */
function isInCircle(module: string, follow: (module: string) => readonly string[]): boolean {
  const seen = new Set<string>();
  const waiting = [...follow(module)];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next === module) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    waiting.push(...follow(next));
  }
  return false;
}

test('only neighbours import each other in circles: what comes first is then up to who imports them', (t) => {
  const needs = new Map(modules.map((module) => [module, neededBy(module)]));
  const circles = modules.filter((module) => isInCircle(module, (each) => needs.get(each) ?? []));
  const rooms = new Set(circles.map(dirname));
  t.deepEqual([...rooms].sort(), ['arrow/insert', 'columns']);
});

test('only src/native.ts loads the native binding', (t) => {
  const loaders = imports.filter(({ to }) => to.startsWith('native/')).map(({ from }) => from);
  t.deepEqual([...new Set(loaders)], ['native.ts']);
});

test('columns import each other, the contract and nothing that does I/O', (t) => {
  const allowed = /^(?:src\/columns\/|src\/errors\.ts$|index\.js$|node:(?:buffer|crypto|net)$)/;
  const others = imports.filter(({ from, to }) => from.startsWith('columns/') && !allowed.test(to));
  t.deepEqual(others, []);
});

test('the embedded server does not use the client', (t) => {
  const allowed = /^(?:src\/embedded\/|src\/(?:errors|native|validate)\.ts$|embedded\.js$|node:|chdb\/)/;
  const others = imports.filter(({ from, to }) => from.startsWith('embedded/') && !allowed.test(to));
  t.deepEqual(others, []);
});

/** Rooms of entries that need a package of their own. */
const integrations: Readonly<Record<string, string>> = { cube: '@cubejs-backend/base-driver', kysely: 'kysely' };

test('nothing but their own entries leads to the rooms of Cube and Kysely', (t) => {
  const entered = imports.filter(({ from, to }) =>
    Object.keys(integrations).some((room) => to.startsWith(`src/${room}/`) && !from.startsWith(`${room}/`)),
  );
  t.deepEqual(entered, []);
});

test('nothing but its own entry leads to the methods of @clickhouse/client', (t) => {
  const entered = imports.filter(({ from, to }) => to.startsWith('src/compat/') && !from.startsWith('compat/'));
  t.deepEqual(entered, []);
});

/** Become part of the program of the command line. */
const bundled = ['cli-progress', 'commander', 'string-width'];

test('the sources import Node and themselves only', (t) => {
  const foreign = imports.filter(
    ({ from, to }) =>
      !/^(?:src\/|native\/|node:|(?:index|compat|cube|embedded|kysely)\.js$|package\.json$)/.test(to) &&
      !(from.startsWith('cli/') && bundled.includes(to)),
  );
  // Whoever imports these rooms has their packages; the other optional peers are asked for at run time.
  const loaders = foreign
    .filter(({ from, to }) => integrations[from.replace(/\/.*/, '')] !== to)
    .map(({ from, to }) => `${to} by ${from}`);
  t.deepEqual([...new Set(loaders)].sort(), [
    'apache-arrow by arrow/library.ts',
    'chdb/libchdb by embedded/library.ts',
    'nodejs-polars by arrow/library.ts',
  ]);
});

test('nothing but the command line imports the command line', (t) => {
  const others = imports.filter(({ from, to }) => to.startsWith('src/cli/') && !from.startsWith('cli/'));
  t.deepEqual(others, []);
});

test('the licences of all that is bundled are published', (t) => {
  const text = readFileSync(join(root, 'dist/THIRD-PARTY-LICENSES'), 'utf8');
  for (const name of bundled) t.regex(text, new RegExp(`^${name} [\\d.]+ \\(MIT\\)$`, 'm'));
});

test('the licences of crates are those of the versions that the lock file has', (t) => {
  const lock = readFileSync(join(root, 'Cargo.lock'), 'utf8');
  const locked = new Set(
    Array.from(lock.matchAll(/^name = "([^"]+)"\nversion = "([^"]+)"$/gm), ([, name, version]) => `${name} ${version}`),
  );
  const text = readFileSync(join(root, 'crates/THIRD-PARTY-LICENSES'), 'utf8');
  const named = Array.from(text.matchAll(/^([\w-]+ \d+\.\d+\.\d+\S*) \(.+\)$/gm), ([, crate = '']) => crate);
  t.true(named.length > 80);
  t.deepEqual(
    named.filter((crate) => !locked.has(crate)),
    [],
    'run `npm run licenses`',
  );
});

test('the program of `bin` is published, and is one that a shell can run', (t) => {
  const [[name, path]] = Object.entries(manifest.bin) as [[string, string]];
  t.is(name, 'clickhouse-connect');
  t.true(readFileSync(join(root, path), 'utf8').startsWith('#!/usr/bin/env node\n'));
});

test('an installation runs no scripts and brings no other packages', (t) => {
  for (const script of ['preinstall', 'install', 'postinstall', 'prepare']) t.false(script in manifest.scripts);
  t.is(manifest.dependencies, undefined);
  // The platform packages are written in when a release is published.
  t.is(manifest.optionalDependencies, undefined);
  for (const peer of Object.keys(manifest.peerDependencies)) t.true(manifest.peerDependenciesMeta[peer]?.optional);
});

test('every target has its platform package in the version of the main one', (t) => {
  const folders = readdirSync(join(root, 'npm'));
  t.is(folders.length, manifest.napi.targets.length);
  for (const folder of folders) {
    const platform = require(`../npm/${folder}/package.json`) as { name: string; version: string; main: string };
    t.is(platform.name, `${manifest.napi.packageName}-${folder}`);
    t.is(platform.version, manifest.version);
    t.is(platform.main, `${manifest.napi.binaryName}.${folder}.node`);
  }
});

test('whoever lacks a binary is told of every platform that has one', (t) => {
  const [, list = ''] = /const platforms = \[([^\]]*)\]/.exec(readFileSync(join(root, 'src/binary.ts'), 'utf8')) ?? [];
  const told = Array.from(list.matchAll(/'([^']+)'/g), ([, platform]) => platform);
  t.deepEqual(told.toSorted(), readdirSync(join(root, 'npm')).sort());
});

test('the crates have the version of the package', (t) => {
  const workspace = readFileSync(join(root, 'Cargo.toml'), 'utf8');
  t.is(/\[workspace\.package\]\nversion = "([^"]+)"/.exec(workspace)?.[1], manifest.version);
});

test('the lock file names the packages of every platform, so that it installs on each', (t) => {
  const { packages } = require('../package-lock.json') as {
    packages: Readonly<Record<string, { optionalDependencies?: Readonly<Record<string, string>> }>>;
  };
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !(`node_modules/${name}` in packages) && !(`${path}/node_modules/${name}` in packages),
    ),
  );
  t.deepEqual(missing, [], 'run `npm run lock`');
});

test('the published files are the build, the contracts and the documents', async (t) => {
  const { stdout } = await promisify(execFile)('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: root,
    shell: process.platform === 'win32',
  });
  const [{ files }] = JSON.parse(stdout) as [{ files: { path: string }[] }];
  const paths = files.map(({ path }) => path);
  const built = readdirSync(join(root, 'dist')).map((file) => `dist/${file}`);
  const documents = ['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json'];
  const main = ['compat.d.ts', 'cube.d.ts', 'embedded.d.ts', 'index.d.ts', 'kysely.d.ts'];
  const contracts = [...main, 'native/binding.cjs', 'native/binding.d.cts'];
  const types = readdirSync(join(root, 'types'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.d.ts'))
    .map((file) => `types/${file}`);
  t.deepEqual(paths.toSorted(), [...built, ...documents, ...contracts, ...types].toSorted());
  const { './package.json': _, ...entries } = manifest.exports;
  for (const { default: module, types: declarations } of Object.values(entries)) {
    t.true(paths.includes(module.slice(2)), module);
    t.true(paths.includes(declarations.slice(2)), declarations);
  }
});

test('an import loads one large module, and what few need only when it is used', (t) => {
  const loadedBy = (file: string): string[] =>
    Array.from(
      readFileSync(join(root, 'dist', file), 'utf8').matchAll(/^(?:import|export|\}) .*?"\.\/([^"]+)";$/gm),
      ([, module = '']) => module,
    );
  // The help of the command line, which needs no client, has the version in common with it.
  const [client = '', ...others] = [...new Set(loadedBy('index.js'))].sort(
    (a, b) => readFileSync(join(root, 'dist', b)).length - readFileSync(join(root, 'dist', a)).length,
  );
  t.true(others.length < 2);
  for (const other of others) t.true(readFileSync(join(root, 'dist', other)).length < 4096);
  t.deepEqual([loadedBy(client), loadedBy('child.js')], [others, []]);
  const text = readFileSync(join(root, 'dist', client), 'utf8');
  for (const file of ['src/arrow/insert/input.ts', 'src/files/insert-file.ts', 'src/files/query-to-file.ts']) {
    t.false(text.includes(`// ${file}\n`), file);
  }
  const imported = Array.from(text.matchAll(/ from "node:([^"]+)";$/gm), ([, name]) => name);
  t.deepEqual([...new Set(imported)], ['module']);
  const builtins = new Set(Array.from(text.matchAll(/ = __builtin\("node:([^"]+)"\);$/gm), ([, name]) => name));
  t.true(builtins.has('fs'));
  const slow = ['crypto', 'net', 'stream', 'stream/web', 'zlib', 'fs/promises', 'http'];
  t.deepEqual(
    slow.filter((name) => builtins.has(name)),
    [],
  );
});

test('the binary is found without the loader that is generated for all platforms', async (t) => {
  const missing = new URL('helpers/programs/missing.mjs', import.meta.url).href;
  const entry = JSON.stringify(new URL('../dist/index.js', import.meta.url).href);
  const program = `import { parseType } from ${entry}; console.log(parseType('UInt8').kind);`;
  const { NAPI_RS_NATIVE_LIBRARY_PATH: _, ...env } = process.env;
  const args = [`--import=${missing}`, '--input-type=module', '--eval', program];
  const options = { env: { ...env, MISSING: 'binding.cjs' } };
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, options);
  t.deepEqual([stdout, stderr], ['UInt8\n', '']);
});

test('a bundle is few modules, whose classes have the names that they have in the sources', (t) => {
  const bundles = readdirSync(join(root, 'dist')).filter((file) => file.endsWith('.js'));
  t.true(bundles.length < 20, bundles.join(', '));
  const text = bundles.map((file) => readFileSync(join(root, 'dist', file), 'utf8')).join('\n');
  t.regex(text, /^\p{ASCII}+$/u);
  const built = new Set(Array.from(text.matchAll(/^var (\w+) = class (?:\1 )?(?:extends |\{)/gm), ([, name]) => name));
  const sources = modules.map((module) => readFileSync(join(root, 'src', module), 'utf8')).join('\n');
  const written = Array.from(sources.matchAll(/^(?:export )?(?:abstract )?class (\w+)/gm), ([, name]) => name);
  t.true(written.length > 50);
  t.deepEqual(
    written.filter((name) => !built.has(name)),
    [],
  );
});

test('the package is found by its name, by import and by require', async (t) => {
  const name = 'clickhouse-connect/embedded';
  t.deepEqual(Object.keys((await import(name)) as object), ['startServer']);
  t.deepEqual(Object.keys(require(name) as object), ['startServer']);
  const dialect = 'clickhouse-connect/kysely';
  t.true('ClickHouseDialect' in ((await import(dialect)) as object));
  t.true('ClickHouseDialect' in (require(dialect) as object));
  const driver = 'clickhouse-connect/cube';
  t.deepEqual(Object.keys((await import(driver)) as object), ['ClickHouseDriver']);
  t.deepEqual(Object.keys(require(driver) as object), ['ClickHouseDriver']);
});
