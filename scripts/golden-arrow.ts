/**
 * What PyArrow makes of the server's answers, and what it writes itself, for the tests of `__test__/arrow`. Into `testdata/arrow/`:
 *
 * - `server.json` — the values of `server.sql`, of the server's Arrow and its Parquet, as PyArrow reads them;
 * - `foreign.*` — columns of every kind that PyArrow has, as IPC, Feather and Parquet.
 *
 * Needs `python3` with `venv`; packages go below `target/`. Review what changed before committing it.
 */
import { execFile } from 'node:child_process';
import { access, copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startServer } from '../src/embedded/index.ts';
import { createClient } from '../src/index.ts';

const run = promisify(execFile);
const path = (relative: string): string => fileURLToPath(new URL(`../${relative}`, import.meta.url));

const environment = path('target/python');
const python = `${environment}/bin/python`;
const testdata = path('testdata/arrow');

await mkdir(path('target'), { recursive: true });
try {
  await access(python);
} catch {
  await run('python3', ['-m', 'venv', environment]);
  await run(python, ['-m', 'pip', 'install', 'pyarrow==26.0.1']);
}
const directory = await mkdtemp(path('target/golden-'));
try {
  await using server = await startServer();
  await using client = createClient(server.url);
  const sql = await readFile(`${testdata}/server.sql`, 'utf8');
  await writeFile(`${directory}/server.arrow`, await client.queryArrowIpc(sql));
  await client.queryToFile(sql, `${directory}/server.parquet`, {
    settings: { output_format_parquet_string_as_string: 1 },
  });
  for (const task of ['read', 'write']) await run(python, [path('scripts/golden_arrow.py'), task, directory]);
  for (const file of await readdir(directory)) {
    if (file !== 'server.arrow' && file !== 'server.parquet')
      await copyFile(`${directory}/${file}`, `${testdata}/${file}`);
  }
} finally {
  await rm(directory, { recursive: true });
}
