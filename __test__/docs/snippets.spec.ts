/**
 * Every block of TypeScript in README.md, docs/ and the comments of the declarations is compiled against these; those of
 * pages are run unless they are marked `no-run`.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import test from 'ava';

import { getServer } from '../helpers/server.ts';
import { contracts, moduleOf, nameOf, pages, root, type Snippet, snippetsOf } from '../helpers/snippets.ts';
import { faultsOf } from '../helpers/typescript.ts';

const stage = fileURLToPath(new URL('stage.ts', import.meta.url));
const snippets = [...pages, ...contracts].flatMap(snippetsOf);
/** Inside of the repository, for modules find packages from where they lie. */
const folder = join(root, 'target/snippets');

/** The source of an entry of the package, which tests run in the place of the bundle. */
const sourceOf = (entry: string): string =>
  pathToFileURL(join(root, entry.replace('clickhouse-connect', 'src'), 'index.ts')).href;

test('every snippet compiles', (t) => {
  t.true(snippets.length > 40);
  const modules = snippets.map((snippet) => [nameOf(snippet), moduleOf(snippet, '../docs/stage.ts')]);
  // What `typegen` writes.
  modules.push(['rows.ts', 'export interface OrdersRow { id: bigint; day: Date }']);
  const where = new Map(snippets.map((snippet) => [nameOf(snippet), snippet.page]));
  const faults = faultsOf(Object.fromEntries(modules)).map((fault) =>
    fault.replace(/^[^:]+/, (name) => where.get(name) ?? name),
  );
  t.deepEqual(faults, []);
});

for (const page of pages) {
  const runnable = snippetsOf(page).filter(({ runs }) => runs);
  if (runnable.length === 0) continue;
  test.serial(`the snippets of ${page} run`, async (t) => {
    t.is(await run(page, runnable), '');
  });
}

/** What goes wrong when the snippets of a page run in a process and a directory of their own. */
async function run(page: string, runnable: readonly Snippet[]): Promise<string> {
  const { url } = await getServer();
  const database = page.replaceAll(/\W/g, '_');
  const cwd = await mkdtemp(join(tmpdir(), 'clickhouse-snippets-'));
  try {
    await mkdir(folder, { recursive: true });
    const paths = await Promise.all(
      runnable.map(async (snippet) => {
        const path = join(folder, nameOf(snippet));
        const text = moduleOf(snippet, pathToFileURL(stage).href).replaceAll(
          /(?<=from ')clickhouse-connect[^']*(?=')/g,
          sourceOf,
        );
        await writeFile(path, text);
        return path;
      }),
    );
    const runner = fileURLToPath(new URL('run.ts', import.meta.url));
    const loader = import.meta.resolve('@oxc-node/core/register');
    const args = [`--import=${loader}`, runner, url, database, ...paths];
    return await new Promise((resolve) => {
      const env = { ...process.env, CLICKHOUSE_URL: `${url}/${database}` };
      execFile(process.execPath, args, { cwd, env, timeout: 60_000 }, (error, _stdout, stderr) => {
        resolve(error === null ? '' : `${error.code ?? error.signal}: ${stderr}`);
      });
    });
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
}
