/** What the tests and demos of the recipes have in common: a real server with some visits, and an application as a process. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { createClient } from 'clickhouse-connect';
import { startServer } from 'clickhouse-connect/embedded';

/** Rows of `visits`: half of them of page `/`. */
export const VISITS = 200_000;

/** A server with the table `visits`, filled. */
export async function serverWithVisits() {
  const server = await startServer();
  const client = createClient(server.url);
  await client.command('CREATE TABLE visits (id UInt64, page String) ENGINE = MergeTree ORDER BY id');
  await client.command(
    `INSERT INTO visits SELECT number, if(number % 2 = 0, '/', '/about') FROM numbers({count:UInt32})`,
    { parameters: { count: VISITS } },
  );
  return {
    url: server.url,
    client,
    async close() {
      await client.close();
      await server.close();
    },
  };
}

/** Adds visits of a page with so long a name that nobody holds all of their rows: some 400 MB. Gives the page. */
export async function longVisits(client) {
  const page = `/${'x'.repeat(2000)}`;
  await client.command('INSERT INTO visits SELECT number, {page:String} FROM numbers(200000)', {
    parameters: { page },
  });
  return page;
}

/** Starts an application that prints the address at which it listens; it is given a free port. */
export async function startApp(args, { cwd, clickhouseUrl }) {
  const env = { ...process.env, CLICKHOUSE_URL: clickhouseUrl, PORT: '0', NEXT_TELEMETRY_DISABLED: '1' };
  const child = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  const url = await new Promise((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      const port = /https?:\/\/[^\s:]+:(\d+)/.exec(line)?.[1];
      if (port !== undefined) resolve(`http://127.0.0.1:${port}`);
    });
    ended.then(({ code, signal }) => reject(new Error(`it ended with ${code ?? signal} before it listened`)));
  });
  return {
    url,
    /** Asks it to end, and tells how it did. */
    stop() {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

/** Shows an application with a server of its own until somebody presses Ctrl+C. */
export async function demo(args, cwd) {
  const server = await serverWithVisits();
  const app = await startApp(args, { cwd, clickhouseUrl: server.url });
  console.log(`${app.url} serves ${VISITS} visits; Ctrl+C ends it`);
  process.once('SIGINT', async () => {
    await app.stop();
    await server.close();
  });
}

/** Reads a body of lines of JSON. */
export async function readLines(response) {
  return (await response.text())
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** Waits until something holds that a server is asked for. */
export async function until(holds) {
  while (!(await holds())) await new Promise(setImmediate);
}

/** Whether a statement with that text runs on the server. */
export async function runs(client, text) {
  const sql = `SELECT count() FROM system.processes WHERE query LIKE {like:String} AND query NOT LIKE '%system.processes%'`;
  return (await client.command(sql, { parameters: { like: `%${text}%` } })) > 0n;
}
