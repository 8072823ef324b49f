import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import test from 'ava';

import { startServer } from '../src/embedded/index.ts';
import { ask } from './helpers/ask.ts';

const root = await mkdtemp(join(tmpdir(), 'embedded-lifetime-spec-'));
const loader = '--import=@oxc-node/core/register';

test.after.always('the directory of this file is removed', () => rm(root, { recursive: true }));

async function freshDirectory(): Promise<string> {
  return await mkdtemp(join(root, 'run-'));
}

/** Asks until it is so: the end of a process is seen from outside only. */
async function eventually(condition: () => Promise<boolean>): Promise<boolean> {
  const deadline = Date.now() + 20_000;
  while (Date.now() < deadline) {
    if (await condition()) return true;
    await delay(10);
  }
  return false;
}

/** Whether nobody listens there any more. */
async function isSilent(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return false;
  } catch {
    return true;
  } finally {
    socket.destroy();
  }
}

async function isEmpty(directory: string): Promise<boolean> {
  return (await readdir(directory)).length === 0;
}

/** Starts the program of `helpers/parent.ts`; resolves once its server answers. */
async function startParent(end: string, temporary: string, path?: string) {
  const script = new URL('./helpers/parent.ts', import.meta.url).pathname;
  const args = path === undefined ? [loader, script, end] : [loader, script, end, path];
  const parent = spawn(process.execPath, args, {
    env: { ...process.env, TMPDIR: temporary },
    stdio: ['ignore', 'pipe', end === 'throw' ? 'ignore' : 'inherit'],
  });
  const exit = once(parent, 'exit');
  const line = once(createInterface(parent.stdout), 'line') as Promise<[string]>;
  const early = exit.then(() => Promise.reject(new Error('the program ended before its server answered')));
  return { parent, exit, port: Number((await Promise.race([line, early]))[0]) };
}

for (const end of ['exit', 'throw']) {
  test.serial(`a server ends with a process that ends by ${end}, and its temporary data with it`, async (t) => {
    const temporary = await freshDirectory();
    const { exit, port } = await startParent(end, temporary);
    await exit;
    t.true(await eventually(() => isSilent(port)));
    t.true(await eventually(() => isEmpty(temporary)));
  });
}

for (const signal of ['SIGKILL', 'SIGTERM', 'SIGINT'] as const) {
  test.serial(`a server ends with a process that ${signal} ends, and its temporary data with it`, async (t) => {
    const temporary = await freshDirectory();
    const { parent, exit, port } = await startParent('wait', temporary);
    t.false(await isSilent(port));
    parent.kill(signal);
    await exit;
    t.true(await eventually(() => isSilent(port)));
    t.true(await eventually(() => isEmpty(temporary)));
  });
}

test.serial('a server in a directory of the user ends with a killed process and keeps its data', async (t) => {
  const temporary = await freshDirectory();
  const path = await freshDirectory();
  const { parent, exit, port } = await startParent('wait', temporary, path);
  await ask({ url: `http://127.0.0.1:${port}` }, 'CREATE TABLE kept ENGINE = MergeTree ORDER BY a AS SELECT 7 AS a');
  parent.kill('SIGKILL');
  await exit;
  t.true(await eventually(() => isSilent(port)));
  t.true(await eventually(() => isEmpty(temporary)));
  await using server = await startServer({ path });
  t.is(await ask(server, 'SELECT a FROM kept'), '7');
});

/** What `startServer` says in a process that runs `preamble` first. */
async function complaintAfter(preamble: string): Promise<string> {
  const index = JSON.stringify(new URL('../src/embedded/index.ts', import.meta.url));
  const script = `${preamble}
    const { startServer } = await import(${index});
    await startServer().catch(({ name, code, message }) => console.log(name, code, message));`;
  const child = spawn(process.execPath, [loader, '--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  await once(child, 'close');
  return output;
}

test.serial('without chdb the error says what to install', async (t) => {
  const complaint = await complaintAfter(`
    const { default: Module } = await import('node:module');
    const resolve = Module._resolveFilename;
    Module._resolveFilename = (request, ...rest) => resolve(request.replace(/^chdb(?=$|\\/)/, 'not-installed'), ...rest);`);
  t.true(complaint.startsWith('OperationalError ERR_EMBEDDED_UNAVAILABLE '), complaint);
  t.true(complaint.includes('npm install --save-dev chdb'), complaint);
});

test.serial('on Windows the error says where the server runs', async (t) => {
  const complaint = await complaintAfter(`Object.defineProperty(process, 'platform', { value: 'win32' });`);
  t.regex(
    complaint,
    /^OperationalError ERR_EMBEDDED_UNAVAILABLE .*not available on win32: it needs Linux .* and macOS/,
  );
});

test.serial('a library that cannot be loaded is an error with the reason', async (t) => {
  process.env.CHDB_LIBCHDB_PATH = new URL('../package.json', import.meta.url).pathname;
  try {
    await t.throwsAsync(startServer(), {
      code: 'ERR_EMBEDDED_START',
      message: /did not start: library: .*package\.json/,
    });
  } finally {
    delete process.env.CHDB_LIBCHDB_PATH;
  }
});
