import { createServer } from 'node:net';
import { type Client, createClient } from 'clickhouse-connect';
import { type Server, startServer } from 'clickhouse-connect/embedded';

import { type DatasetName, datasets } from './datasets/index.ts';
import type { Measurement, Work } from './task.ts';

/** The server that all programs talk to, with the tables that they read. */
export class Stage implements AsyncDisposable {
  readonly server: Server;
  /** Host and port of the native protocol. */
  readonly tcp: string;
  readonly #client: Client;
  /** What rows of a table add up to, and a hash of all of it. */
  readonly #tables = new Map<string, { sum: number; hash: bigint }>();

  private constructor(server: Server, tcp: string, client: Client) {
    this.server = server;
    this.tcp = tcp;
    this.#client = client;
  }

  static async open(): Promise<Stage> {
    const port = await freePort();
    // A small insert would wait for the server's buffer; no side shall.
    const server = await startServer({ config: { tcp_port: port, profiles: { default: { async_insert: 0 } } } });
    const client = createClient(server.url);
    await client.command('SYSTEM START LISTEN TCP');
    return new Stage(server, `${server.host}:${port}`, client);
  }

  /**
   * A table with so many rows. It lies in memory, in blocks of the size that MergeTree gives, so that the server has as
   * little to do as possible.
   */
  async table(dataset: DatasetName, rows: number): Promise<string> {
    const name = `${dataset}_${rows}`;
    if (this.#tables.has(name)) return name;
    const { columns, values, sum } = datasets[dataset];
    await this.#client.command(`CREATE TABLE ${name} (${columns}) ENGINE = Memory`);
    await this.#client.command(`INSERT INTO ${name} SELECT ${values} FROM numbers({rows:UInt64})`, {
      parameters: { rows },
      settings: { max_block_size: 65_536, min_insert_block_size_rows: 65_536, min_insert_block_size_bytes: 0 },
    });
    const total = await this.#client.command<bigint>(`SELECT toUInt64(${sum}) FROM ${name}`);
    this.#tables.set(name, { sum: Number(total), hash: await this.#hash(name) });
    return name;
  }

  /** An empty table for what is inserted. */
  async target(dataset: DatasetName): Promise<string> {
    const name = `inserted_${dataset}`;
    await this.#client.command(`CREATE TABLE IF NOT EXISTS ${name} (${datasets[dataset].columns}) ENGINE = Memory`);
    await this.#client.command(`TRUNCATE TABLE ${name}`);
    return name;
  }

  /** Refuses what did not read or write all values. */
  async check({ kind, dataset }: Work, rows: number, { outcome }: Measurement): Promise<void> {
    if (outcome !== undefined && outcome.rows !== rows) throw new Error(`${outcome.rows} of ${rows} rows`);
    const asks = kind === 'ask' || kind === 'ask at once';
    const source = this.#tables.get(`${dataset}_${rows}`);
    const sum = asks ? rows : source?.sum;
    if (outcome?.sum !== undefined && outcome.sum !== sum) throw new Error('the values read are wrong');
    if (kind !== 'insert' && kind !== 'copy') return;
    if ((await this.#hash(`inserted_${dataset}`)) !== source?.hash) throw new Error('the values inserted are wrong');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.close();
    await this.server.close();
  }

  /** Of all values, in whatever order the rows are. */
  #hash(table: string): Promise<bigint> {
    return this.#client.command<bigint>(`SELECT sum(cityHash64(*)) FROM ${table}`);
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('the system gave no port');
  return address.port;
}
