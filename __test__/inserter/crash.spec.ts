import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';

import type { BatchFailure } from '../../index.js';
import { startServer } from '../../src/embedded/index.ts';
import { createClient } from '../../src/index.ts';

test('what is told of rows is true of the table, also when the server is killed in the middle', async (t) => {
  const path = await mkdtemp(join(tmpdir(), 'inserter-crash-'));
  const told = { none: new Set<number>(), unknown: new Set<number>() };
  let written = 0;
  try {
    {
      await using server = await startServer({ path });
      await using client = createClient({ url: server.url });
      await client.command('CREATE TABLE t (n UInt32) ENGINE = MergeTree ORDER BY n');
      const onError = ({ rows, stored }: BatchFailure<[number]>) => {
        for (const [n] of rows) told[stored].add(n);
      };
      const inserter = client.inserter<[number]>('t', { maxRows: 500, onError });
      let n = 0;
      const add = async () => {
        const full = inserter.add([n++]);
        if (full) await full;
      };
      while (inserter.stats.rowsWritten < 10_000) await add();
      process.kill(server.pid, 'SIGKILL');
      while (inserter.stats.failed < 8) await add();
      await inserter.close();
      const { rowsWritten, rowsQueued } = inserter.stats;
      t.is(rowsQueued, 0);
      t.is(rowsWritten + told.none.size + told.unknown.size, n);
      t.true(told.none.size > 0);
      written = rowsWritten;
    }
    await using server = await startServer({ path });
    await using client = createClient({ url: server.url });
    const stored = (await client.query('SELECT n FROM t')).column('n').toArray() as number[];
    const distinct = new Set(stored);
    t.is(distinct.size, stored.length);
    t.deepEqual(
      stored.filter((n) => told.none.has(n)),
      [],
    );
    // All that was acknowledged is there, and nothing else but what was in doubt.
    t.is(stored.filter((n) => !told.unknown.has(n)).length, written);
  } finally {
    await rm(path, { recursive: true, force: true });
  }
});
