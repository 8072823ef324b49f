import { execFile } from 'node:child_process';
import { copyFileSync, cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { pathOf } from './directory.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);
const npm = (...args: readonly string[]): Promise<{ stdout: string }> =>
  run('npm', args, { cwd: root, shell: process.platform === 'win32' });

export const manifest = createRequire(import.meta.url)('../../package.json') as {
  readonly version: string;
  readonly napi: { readonly binaryName: string; readonly packageName: string };
};

/** The packages as they are published: the names of the platforms' packages and the files of all. */
interface Packed {
  readonly main: string;
  readonly platforms: Readonly<Record<string, string>>;
}

let packed: Promise<Packed> | undefined;

/** The platform of this machine, whose binary this clone has built; those of others may lie beside it. */
export const platform = ((): string => {
  const plain = `${process.platform}-${process.arch}`;
  if (process.platform === 'win32') return `${plain}-msvc`;
  if (process.platform !== 'linux') return plain;
  const { header } = process.report.getReport() as unknown as { header: { glibcVersionRuntime?: string } };
  return `${plain}-${header.glibcVersionRuntime === undefined ? 'musl' : 'gnu'}`;
})();

/** The name of the package that holds the binary of a platform. */
export function binaryOf(name = platform): string {
  return `${manifest.napi.packageName}-${name}`;
}

async function pack(): Promise<Packed> {
  const stage = await pathOf('packed');
  await mkdir(stage);
  const names = readdirSync(join(root, 'npm'));
  await cp(join(root, 'npm'), join(stage, 'npm'), { recursive: true });
  const binary = `${manifest.napi.binaryName}.${platform}.node`;
  copyFileSync(join(root, 'native', binary), join(stage, 'npm', platform, binary));
  await npm('run', 'licenses:ship', '--', join(stage, 'npm'));
  const binaries = names.map((name) => join(stage, 'npm', name));
  const [main = '', ...others] = await packAll(stage, [await staged(stage, names), ...binaries]);
  return { main, platforms: Object.fromEntries(names.map((name, index) => [binaryOf(name), others[index] ?? ''])) };
}

/** The main package with what its publication writes into its manifest. */
async function staged(stage: string, names: readonly string[]): Promise<string> {
  const [{ files }] = JSON.parse((await npm('pack', '--dry-run', '--json', '--ignore-scripts', root)).stdout) as [
    { files: { path: string }[] },
  ];
  const folder = join(stage, 'main');
  for (const { path } of files) cpSync(join(root, path), join(folder, path));
  const optionalDependencies = Object.fromEntries(names.map((name) => [binaryOf(name), manifest.version]));
  change(join(folder, 'package.json'), (fields) => ({ ...fields, optionalDependencies }));
  return folder;
}

async function packAll(to: string, folders: readonly string[]): Promise<string[]> {
  const { stdout } = await npm('pack', '--json', '--ignore-scripts', `--pack-destination=${to}`, ...folders);
  return (JSON.parse(stdout) as { filename: string }[]).map(({ filename }) => join(to, filename));
}

/** Rewrites a manifest. */
export function change(file: string, edit: (fields: object) => object): void {
  writeFileSync(file, JSON.stringify(edit(JSON.parse(readFileSync(file, 'utf8')) as object), undefined, 2));
}

/**
 * Installs the packed package with npm into a new folder, without a network, scripts, Rust or a compiler, and gives the
 * folder.
 */
export async function install(name: string, ...flags: readonly string[]): Promise<string> {
  packed ??= pack();
  const { main, platforms } = await packed;
  const folder = await pathOf(name);
  await mkdir(folder);
  const overrides = Object.fromEntries(Object.entries(platforms).map(([binary, file]) => [binary, `file:${file}`]));
  const fields = {
    name: 'application',
    private: true,
    dependencies: { 'clickhouse-connect': `file:${main}` },
    overrides,
  };
  await writeFile(join(folder, 'package.json'), JSON.stringify(fields));
  const quiet = ['--offline', '--ignore-scripts', '--no-audit', '--no-fund', `--cache=${await pathOf('cache')}`];
  await npm('install', ...quiet, ...flags, `--prefix=${folder}`);
  return folder;
}

/** The file of the packed main package. */
export async function tarball(): Promise<string> {
  packed ??= pack();
  return (await packed).main;
}

/** How a program of an application ended and what it printed. */
export interface Ran {
  readonly code: number | string | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Writes a program into an application and runs it with Node until it ends by itself. */
export async function runIn(
  folder: string,
  file: string,
  text: string,
  args: readonly string[] = [],
  options: { readonly node?: readonly string[]; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<Ran> {
  await writeFile(join(folder, file), text);
  const all = [...(options.node ?? []), join(folder, file), ...args];
  const env = { ...process.env, NODE_OPTIONS: '', ...options.env };
  return new Promise((resolve) => {
    execFile(process.execPath, all, { cwd: folder, env, timeout: 60_000 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : (error.code ?? undefined), stdout: stdout.trim(), stderr: stderr.trim() });
    });
  });
}
