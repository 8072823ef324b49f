import { execFile } from 'node:child_process';
import { mkdir, readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import test from 'ava';

import { getClient } from '../helpers/client.ts';
import { pathOf } from '../helpers/directory.ts';
import { runProgram } from '../helpers/program.ts';
import { getServer } from '../helpers/server.ts';
import { stopped } from '../helpers/wait.ts';

// Only Linux tells the most memory that a process took.
if (process.platform === 'linux') {
  test('large files take about as much memory as small ones', async (t) => {
    const { url } = await getServer();
    const peaks: Record<string, number[]> = { queryToFile: [], insertFile: [] };
    for (const megabytes of ['32', '320']) {
      const path = await pathOf(`${megabytes}.tsv`);
      for (const [how, told] of Object.entries(peaks)) {
        const { code, stdout, stderr } = await runProgram('files', [url, how, path, megabytes]);
        t.deepEqual([code, stderr], [0, '']);
        told.push(Number(stdout));
      }
    }
    for (const [how, [small = 0, large = 0]] of Object.entries(peaks)) {
      // Of 288 MiB more some 90 wait for V8 to collect them, as of 960.
      t.true(large < small + 160, `${how}: ${small} and ${large} MiB`);
    }
  });
}

if (process.platform !== 'win32') {
  for (const name of ['endless.tsv', 'endless.tsv.gz']) {
    test(`${name} ends with the space for it, and so does its query`, async (t) => {
      const { url } = await getServer();
      const place = await pathOf(`full ${name}`);
      await mkdir(place);
      const script = fileURLToPath(new URL('../helpers/programs/full-disk.ts', import.meta.url));
      // No file of the program may be larger than so many blocks of 512 bytes.
      const limited = ['-c', 'ulimit -f 4096 && exec "$0" "$@"', process.execPath];
      const args = ['--import=@oxc-node/core/register', script, url, `${place}/${name}`];
      const { stdout } = await promisify(execFile)('sh', [...limited, ...args], { timeout: 60_000 });
      t.is(stdout, `OperationalError EFBIG true`);
      t.deepEqual(await readdir(place), []);
      await stopped(await getClient(), name);
    });
  }
}
