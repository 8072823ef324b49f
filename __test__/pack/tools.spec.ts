/** What was packed goes through compilers, bundlers and judges of packages. */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import test from 'ava';
import { build } from 'esbuild';
import { publint } from 'publint';
import webpack from 'webpack';

import { install, runIn, tarball } from '../helpers/packed.ts';
import { getServer } from '../helpers/server.ts';

const require = createRequire(import.meta.url);
const root = fileURLToPath(new URL('../..', import.meta.url));

let application: Promise<string> | undefined;
const installed = (): Promise<string> => {
  application ??= install('application');
  return application;
};

const using = `
  import { createClient, type Client, type Row } from 'clickhouse-connect';
  import { startServer, type ServerOptions } from 'clickhouse-connect/embedded';

  const client: Client = createClient(process.argv[2]);
  const result = await client.query<{ n: bigint }>('SELECT 42::UInt64 AS n');
  const n: bigint | undefined = result.first()?.n;
  console.log(n);
  const options: ServerOptions = { port: 0 };
  if (n !== 42n) await startServer(options);
  await client.close();`;

const used = '42n';
const run = promisify(execFile);

for (const [module, moduleResolution] of [
  ['node16', 'node16'],
  ['nodenext', 'nodenext'],
  ['esnext', 'bundler'],
] as const) {
  test(`TypeScript finds the declarations with moduleResolution ${moduleResolution}, and its output runs`, async (t) => {
    const { url } = await getServer();
    const folder = await installed();
    const name = `typed-${moduleResolution}`;
    const config = {
      compilerOptions: {
        module,
        moduleResolution,
        target: 'es2022',
        strict: true,
        skipLibCheck: false,
        lib: ['es2022', 'esnext.disposable'],
        typeRoots: [join(root, 'node_modules/@types')],
        types: ['node'],
      },
      files: [`${name}.mts`],
    };
    await writeFile(join(folder, `${name}.mts`), using);
    await writeFile(join(folder, `${name}.json`), JSON.stringify(config));
    const compiler = require.resolve('typescript/bin/tsc');
    const compiled = run(process.execPath, [compiler, '--project', join(folder, `${name}.json`)]);
    t.deepEqual(await compiled.catch(({ stdout }: { stdout: string }) => stdout), { stdout: '', stderr: '' });
    const text = await readFile(join(folder, `${name}.mjs`), 'utf8');
    t.deepEqual(await runIn(folder, `${name}.mjs`, text, [url]), { code: 0, stdout: used, stderr: '' });
  });
}

test('esbuild leaves the package out of its bundle, and the bundle runs', async (t) => {
  const { url } = await getServer();
  const folder = await installed();
  await writeFile(join(folder, 'for-esbuild.ts'), using);
  const { outputFiles } = await build({
    absWorkingDir: folder,
    entryPoints: ['for-esbuild.ts'],
    bundle: true,
    format: 'esm',
    platform: 'node',
    external: ['clickhouse-connect'],
    write: false,
  });
  const text = outputFiles[0]?.text ?? '';
  t.deepEqual(await runIn(folder, 'esbuild.mjs', text, [url]), { code: 0, stdout: used, stderr: '' });
});

for (const kind of ['module', 'commonjs'] as const) {
  test(`webpack leaves the package out of its bundle as ${kind}, and the bundle runs`, async (t) => {
    const { url } = await getServer();
    const folder = await installed();
    const name = `webpack-${kind}.${kind === 'module' ? 'mjs' : 'cjs'}`;
    const text = `
      import { createClient } from 'clickhouse-connect';
      const client = createClient(process.argv[2]);
      client.command('SELECT 42').then((n) => console.log(n)).finally(() => client.close());`;
    await writeFile(join(folder, `for-${kind}.mjs`), text);
    const compiler = webpack({
      context: folder,
      mode: 'none',
      target: 'node20',
      entry: `./for-${kind}.mjs`,
      externals: { 'clickhouse-connect': `${kind === 'module' ? 'module' : 'commonjs2'} clickhouse-connect` },
      experiments: { outputModule: kind === 'module' },
      output: { path: folder, filename: name, module: kind === 'module', chunkFormat: kind },
    });
    const messages = await new Promise((resolve, reject) => {
      compiler.run((error, stats) => (error === null ? resolve(stats?.toJson().errors) : reject(error)));
    });
    t.deepEqual(messages, []);
    const { code, stdout, stderr } = await runIn(folder, name, await readFile(join(folder, name), 'utf8'), [url]);
    t.deepEqual([code, stdout, stderr], [0, '42', '']);
  });
}

test('publint finds nothing', async (t) => {
  const file = await readFile(await tarball());
  const archive = file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength);
  const { messages } = await publint({ pack: { tarball: archive }, strict: true });
  t.deepEqual(messages, []);
});

test('the types are right, as far as an ES module alone can have them', async (t) => {
  const analysis = await checkPackage(createPackageFromTarballData(await readFile(await tarball())));
  if (!analysis.types) return t.fail('no types');
  // `require` of ES modules, which every supported Node has, is unknown to the resolutions before it.
  const since = analysis.problems.filter((problem) => {
    const resolution = 'resolutionKind' in problem ? problem.resolutionKind : undefined;
    return resolution !== 'node10' && resolution !== 'node16-cjs';
  });
  t.deepEqual(since, []);
});
