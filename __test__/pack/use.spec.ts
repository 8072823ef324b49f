/** What was packed works in an application: in each kind of module, in a worker, twice in one process. */
import { readFileSync } from 'node:fs';
import { cp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';

import { binaryOf, install, platform, runIn } from '../helpers/packed.ts';
import { getServer } from '../helpers/server.ts';

let application: Promise<string> | undefined;
const installed = (): Promise<string> => {
  application ??= install('application');
  return application;
};

/** Asks for a sum, for objects and for what an insert has stored. */
const using = `
  const client = createClient(process.argv[2]);
  const { total } = (await client.query('SELECT sum(number) AS total FROM numbers(10)')).first();
  const table = 'packed_' + Math.random().toString(36).slice(2);
  await client.command(\`CREATE TABLE \${table} (a UInt8, s String) ENGINE = Memory\`);
  await client.insert(table, [{ a: 1, s: 'one' }]);
  console.log(total, JSON.stringify((await client.query(\`SELECT * FROM \${table}\`)).rows()));
  await client.close();`;
const used = '45n [{"a":1,"s":"one"}]';

test('npm installs the binary of this platform and of no other', async (t) => {
  const folder = await installed();
  t.deepEqual(
    await readdir(join(folder, 'node_modules')).then((names) => names.filter((name) => !name.startsWith('.'))),
    ['@clickhouse-connect', 'clickhouse-connect'],
  );
  t.deepEqual(await readdir(join(folder, 'node_modules/@clickhouse-connect')), [`binding-${platform}`]);
});

test('an ES module imports it', async (t) => {
  const { url } = await getServer();
  const text = `import { createClient } from 'clickhouse-connect';\n${using}`;
  t.deepEqual(await runIn(await installed(), 'module.mjs', text, [url]), { code: 0, stdout: used, stderr: '' });
});

test('a CommonJS module requires it', async (t) => {
  const { url } = await getServer();
  const text = `const { createClient } = require('clickhouse-connect');\n(async () => {${using}})();`;
  const { code, stdout } = await runIn(await installed(), 'common.cjs', text, [url]);
  t.deepEqual([code, stdout], [0, used]);
});

test('a worker imports it', async (t) => {
  const { url } = await getServer();
  const text = `
    import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
    import { createClient } from 'clickhouse-connect';
    if (isMainThread) {
      const worker = new Worker(new URL(import.meta.url), { workerData: process.argv[2] });
      worker.once('message', (answer) => console.log(answer));
    } else {
      const client = createClient(workerData);
      parentPort.postMessage(await client.command('SELECT 42'));
      await client.close();
    }`;
  t.deepEqual(await runIn(await installed(), 'worker.mjs', text, [url]), { code: 0, stdout: '42', stderr: '' });
});

test('two copies in one process do not disturb each other, and know the errors of each other', async (t) => {
  const { url } = await getServer();
  const folder = await installed();
  const other = join(folder, 'other');
  await cp(join(folder, 'node_modules'), join(other, 'node_modules'), { recursive: true });
  const text = `
    import * as one from 'clickhouse-connect';
    import { createRequire } from 'node:module';
    const two = createRequire(new URL('./other/index.js', import.meta.url))('clickhouse-connect');
    const clients = [one, two].map(({ createClient }) => createClient(process.argv[2]));
    const answers = await Promise.all(clients.map((client) => client.query('SELECT number FROM numbers(100000)')));
    const errors = await Promise.all(clients.map((client) => client.query('SELECT nothing').catch((error) => error)));
    console.log(JSON.stringify({
      same: one.createClient === two.createClient,
      rows: answers.map((answer) => answer.rowCount),
      instances: errors.map((error) => [one.ProgrammingError, two.ProgrammingError, two.DataError].map((type) => error instanceof type)),
      codes: errors.map((error) => error.code),
    }));
    await Promise.all(clients.map((client) => client.close()));`;
  const { code, stdout, stderr } = await runIn(folder, 'twice.mjs', text, [url]);
  t.deepEqual([code, stderr], [0, '']);
  t.deepEqual(JSON.parse(stdout), {
    same: false,
    rows: [100_000, 100_000],
    instances: [
      [true, true, false],
      [true, true, false],
    ],
    codes: ['UNKNOWN_IDENTIFIER', 'UNKNOWN_IDENTIFIER'],
  });
});

test('an import alone lets the process end, and so does process.exit', async (t) => {
  const folder = await installed();
  const ended = await runIn(folder, 'bare.mjs', `import 'clickhouse-connect'; console.log('end');`);
  t.deepEqual(ended, { code: 0, stdout: 'end', stderr: '' });
  const left = await runIn(folder, 'exit.mjs', `import 'clickhouse-connect'; process.exit(3);`);
  t.deepEqual(left, { code: 3, stdout: '', stderr: '' });
});

if (process.platform === 'linux') {
  test('neither an import nor a client starts threads or opens sockets: the first request does', async (t) => {
    const { url } = await getServer();
    const text = `
      import { readdirSync, readlinkSync } from 'node:fs';
      const threads = () => readdirSync('/proc/self/task').length;
      const open = (file) => {
        try {
          return readlinkSync('/proc/self/fd/' + file);
        } catch {
          return '';
        }
      };
      const sockets = () => readdirSync('/proc/self/fd').map(open).filter((name) => name.startsWith('socket:')).length;
      const counts = [];
      const count = () => counts.push([threads(), sockets()]);
      // Node starts some of its own for the first import.
      await import('data:text/javascript,');
      await import('./package.json', { with: { type: 'json' } });
      count();
      const { createClient } = await import('clickhouse-connect');
      count();
      const client = createClient(process.argv[2]);
      count();
      await client.ping();
      count();
      await client.close();
      const [bare, ...rest] = counts;
      console.log(JSON.stringify(rest.map(([threads, sockets]) => [threads - bare[0], sockets - bare[1]])));`;
    const { stdout } = await runIn(await installed(), 'threads.mjs', text, [url]);
    const [imported, made, asked] = JSON.parse(stdout) as [number, number][];
    t.deepEqual(
      [imported, made],
      [
        [0, 0],
        [0, 0],
      ],
    );
    t.true((asked?.[0] ?? 0) > 0, stdout);
  });
}

test('every package brings the licences of what it holds', async (t) => {
  const folder = await installed();
  const read = (path: string): string => readFileSync(join(folder, 'node_modules', path), 'utf8');
  t.regex(read('clickhouse-connect/LICENSE'), /Apache License/);
  t.regex(read('clickhouse-connect/dist/THIRD-PARTY-LICENSES'), /^commander /m);
  t.regex(read(`${binaryOf()}/LICENSE`), /Apache License/);
  const crates = read(`${binaryOf()}/LICENSE.third-party`);
  for (const name of ['napi', 'reqwest', 'ring', 'rustls', 'tokio', 'zstd-sys']) {
    t.regex(crates, new RegExp(`^${name} \\d+\\.\\d+`, 'm'));
  }
});
