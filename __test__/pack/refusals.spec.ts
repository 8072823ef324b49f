/** What an application is told that cannot load the native binary. */
import { cp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';

import { pathOf } from '../helpers/directory.ts';
import { binaryOf, change, install, manifest, platform, type Ran, runIn } from '../helpers/packed.ts';

const { version } = manifest;
const importing = `await import('clickhouse-connect').catch(({ code, message }) => console.log(code, message));`;

let whole: Promise<string> | undefined;

/** Spoils a copy of an application, and gives what an import says. */
async function said(
  name: string,
  spoil: (folder: string, binary: string) => Promise<unknown> | unknown,
  options: Parameters<typeof runIn>[4] = {},
): Promise<Ran> {
  whole ??= install('whole');
  const folder = await pathOf(name);
  await cp(await whole, folder, { recursive: true });
  await spoil(folder, join(folder, 'node_modules', binaryOf()));
  return runIn(folder, 'import.mjs', importing, [], options);
}

const nobody = (): void => {};

test('an application without the binary is told which package to install', async (t) => {
  const folder = await install('omitted', '--omit=optional');
  const { stdout, stderr, code } = await runIn(folder, 'import.mjs', importing);
  t.deepEqual([code, stderr], [0, '']);
  t.true(stdout.startsWith(`ERR_NATIVE_MISSING clickhouse-connect needs the package ${binaryOf()}, `), stdout);
  t.true(stdout.includes(`for ${process.platform}-${process.arch}`), stdout);
  t.true(stdout.includes(`(Node ${process.version})`), stdout);
  t.true(stdout.includes(`which is not installed: run \`npm install ${binaryOf()}@${version}\``), stdout);
  t.true(stdout.includes('without --omit=optional'), stdout);
});

if (process.platform === 'linux') {
  test('the system C library is named', async (t) => {
    const { stdout } = await said('libc', (_folder, binary) => rm(binary, { recursive: true }));
    t.regex(stdout, platform.endsWith('gnu') ? /with glibc \d+\.\d+ / : /with musl /);
  });
}

test('the command line says it in one sentence, too', async (t) => {
  const folder = await install('command', '--omit=optional');
  const command = `import './node_modules/clickhouse-connect/dist/cli.js';`;
  const { code, stdout, stderr } = await runIn(folder, 'command.mjs', command, ['ping']);
  t.deepEqual([code, stdout, stderr.split('\n').length], [1, '', 1], stderr);
  t.true(stderr.startsWith(`clickhouse-connect: clickhouse-connect needs the package ${binaryOf()}, `), stderr);
});

test('an application that was copied from another machine is told so', async (t) => {
  const other = binaryOf('darwin-arm64') === binaryOf() ? binaryOf('linux-x64-gnu') : binaryOf('darwin-arm64');
  const { stdout } = await said('copied', async (folder, binary) => {
    await rename(binary, join(folder, 'node_modules', other));
    change(join(folder, 'node_modules', other, 'package.json'), (fields) => ({ ...fields, name: other }));
  });
  t.true(stdout.startsWith(`ERR_NATIVE_MISSING clickhouse-connect needs the package ${binaryOf()}, `), stdout);
  t.true(stdout.includes(`not installed (only ${other}, for another machine)`), stdout);
});

test('a platform without a binary is told which ones there are', async (t) => {
  const pretend = `data:text/javascript,Object.defineProperty(process, 'platform', { value: 'sunos' })`;
  const { stdout } = await said('elsewhere', nobody, { node: [`--import=${pretend}`] });
  t.true(
    stdout.startsWith(`ERR_NATIVE_MISSING clickhouse-connect has no native binary for sunos-${process.arch} `),
    stdout,
  );
  t.true(stdout.includes('only for linux-x64-gnu, '), stdout);
  t.true(stdout.includes('npm run build'), stdout);
});

if (process.platform === 'linux') {
  test('a system with musl is told of the package for musl, and does not take the one for glibc', async (t) => {
    // What the loader and its error look at: the text of ldd, and the C library that runs.
    const pretend = `
      import fs from 'node:fs';
      import { syncBuiltinESMExports } from 'node:module';
      const { readFileSync } = fs;
      fs.readFileSync = (path, ...more) => (path === '/usr/bin/ldd' ? 'musl libc' : readFileSync(path, ...more));
      syncBuiltinESMExports();
      const report = process.report.getReport();
      delete report.header.glibcVersionRuntime;
      process.report.getReport = () => report;`;
    const musl = `${process.platform}-${process.arch}-musl`;
    const { stdout } = await said(
      'musl',
      (_folder, binary) => (platform === musl ? rm(binary, { recursive: true }) : undefined),
      {
        node: [`--import=data:text/javascript,${encodeURIComponent(pretend)}`],
      },
    );
    t.true(stdout.startsWith(`ERR_NATIVE_MISSING clickhouse-connect needs the package ${binaryOf(musl)}, `), stdout);
    t.true(stdout.includes(`for ${process.platform}-${process.arch} with musl `), stdout);
  });
}

test('a package without its file is told to be installed again', async (t) => {
  const { stdout } = await said('half', async (_folder, binary) => {
    for (const file of await readdir(binary)) if (file.endsWith('.node')) await rm(join(binary, file));
  });
  t.true(
    stdout.startsWith(
      `ERR_NATIVE_BROKEN clickhouse-connect cannot load its native binary from the package ${binaryOf()} `,
    ),
    stdout,
  );
  t.true(stdout.includes('Cannot find module'), stdout);
  t.true(stdout.includes('remove node_modules and install again'), stdout);
});

test('a binary that the system cannot load is told with the reason', async (t) => {
  const { stdout } = await said('cut', (_folder, binary) =>
    writeFile(join(binary, `${manifest.napi.binaryName}.${platform}.node`), 'no library'),
  );
  t.true(
    stdout.startsWith(
      `ERR_NATIVE_BROKEN clickhouse-connect cannot load its native binary from the package ${binaryOf()} `,
    ),
    stdout,
  );
  t.false(stdout.includes('Cannot find native binding'), stdout);
  t.is(stdout.split('\n').length, 1, stdout);
});

test('a binary of another version is refused', async (t) => {
  const { stdout } = await said('stale', (folder) =>
    change(join(folder, 'node_modules/clickhouse-connect/package.json'), (fields) => ({
      ...fields,
      version: '99.0.0',
    })),
  );
  t.is(
    stdout,
    `ERR_NATIVE_STALE clickhouse-connect has a native binary of version ${version}, but JavaScript of version 99.0.0: ` +
      'remove node_modules and install again, or run `npm run build` in a clone',
  );
});

test('a file that NAPI_RS_NATIVE_LIBRARY_PATH names must load', async (t) => {
  const { stdout } = await said('named', nobody, { env: { NAPI_RS_NATIVE_LIBRARY_PATH: '/nowhere/addon.node' } });
  t.true(
    stdout.startsWith(
      'ERR_NATIVE_BROKEN clickhouse-connect cannot load its native binary from the file of NAPI_RS_NATIVE_LIBRARY_PATH ',
    ),
    stdout,
  );
});

for (const [node, fits] of [
  ['18.20.4', false],
  ['20.18.3', false],
  ['20.19.0', true],
  ['21.7.3', false],
  ['22.11.0', false],
  ['22.12.0', true],
  ['23.0.0', true],
] as const) {
  test(`Node ${node} is ${fits ? 'taken' : 'told to be too old'}`, async (t) => {
    const versions = `{ ...process.versions, node: '${node}' }`;
    // Which old ones do not have.
    const lacking = fits ? '' : ';delete process.getBuiltinModule';
    const pretend = `data:text/javascript,Object.defineProperty(process, 'versions', { value: ${versions} })${lacking}`;
    const { stdout } = await said(`node-${node}`, nobody, { node: [`--import=${pretend}`] });
    const refusal = `ERR_NODE_VERSION clickhouse-connect needs Node 20.19, 22.12 or newer, and this is ${node}: install a newer Node`;
    t.is(stdout, fits ? '' : refusal);
    if (fits) return;
    const command = `import './node_modules/clickhouse-connect/dist/cli.js';`;
    const cli = await runIn(await pathOf(`node-${node}`), 'command.mjs', command, ['ping'], {
      node: [`--import=${pretend}`],
    });
    t.deepEqual([cli.code, cli.stderr], [1, `clickhouse-connect: ${refusal.replace('ERR_NODE_VERSION ', '')}`]);
  });
}
