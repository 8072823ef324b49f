import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import test from 'ava';

import { runProgram } from '../helpers/program.ts';
import { getServer } from '../helpers/server.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

test('a missing package is named, and only those who need it notice', async (t) => {
  const { stdout, stderr, code } = await runProgram('without-packages', [(await getServer()).url]);
  t.is(stderr, '');
  t.is(code, 0);
  const missing = (where: string, name: string): string =>
    `NotSupportedError ERR_PACKAGE_MISSING ${where} needs the package ${name}: run \`npm install ${name.replace(/,.*/, '')}\``;
  t.deepEqual(stdout.split('\n'), [
    missing('queryArrow', 'apache-arrow, 21.2 or newer'),
    missing('queryArrowStream', 'apache-arrow, 21.2 or newer'),
    missing('toArrow', 'apache-arrow, 21.2 or newer'),
    missing('insertArrow', 'apache-arrow, 21.2 or newer'),
    missing('queryDf', 'nodejs-polars'),
    missing('queryDfStream', 'nodejs-polars'),
    '1 row, and IPC',
  ]);
});

test('the declarations compile without the optional packages', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'declarations-'));
  t.teardown(() => rm(directory, { recursive: true }));
  const modules = join(directory, 'node_modules');
  await mkdir(join(modules, 'clickhouse-connect'), { recursive: true });
  for (const path of ['index.d.ts', 'types', 'package.json']) {
    await cp(join(root, path), join(modules, 'clickhouse-connect', path), { recursive: true });
  }
  for (const name of ['@types', 'undici-types'])
    await symlink(join(root, 'node_modules', name), join(modules, name), 'junction');
  await writeFile(join(directory, 'package.json'), '{ "type": "module" }');
  await writeFile(
    join(directory, 'user.ts'),
    "import { createClient } from 'clickhouse-connect';\nexport const n: number = (await createClient().queryArrow('SELECT 1')).numRows;\n",
  );
  const options =
    '--noEmit --strict --skipLibCheck false --module nodenext --target es2022 --lib ES2023,ESNext.Disposable --types node';
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  await t.notThrowsAsync(
    promisify(execFile)(process.execPath, [tsc, ...options.split(' '), 'user.ts'], { cwd: directory }),
  );
});
