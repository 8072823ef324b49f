import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import test from 'ava';

import { cli } from '../helpers/cli.ts';

const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };
const page = readFileSync(new URL('../../docs/cli.md', import.meta.url), 'utf8');
const commands = ['query', 'insert', 'typegen', 'ping', 'demo'];
const withoutAddon = { missing: 'native/' };

/** The long options that stand at the start of lines or of cells. */
const optionsIn = (text: string, place: RegExp): string[] =>
  Array.from(text.matchAll(place), ([, option = '']) => option).sort();

/** What the page says below a heading, up to the next. */
function section(heading: string): string {
  const start = page.indexOf(`\n## ${heading}\n`);
  if (start < 0) throw new Error(`docs/cli.md has no section '${heading}'`);
  const end = page.indexOf('\n## ', start + 4);
  return page.slice(start, end < 0 ? undefined : end);
}

test('the help names all commands, and needs no addon', async (t) => {
  const { code, stdout } = await cli(['--help'], withoutAddon);
  t.is(code, 0);
  for (const command of commands) t.regex(stdout, new RegExp(`^  ${command} `, 'm'));
});

test('what speaks to a server does need it', async (t) => {
  const { code, stderr } = await cli(['ping'], withoutAddon);
  t.is(code, 1);
  t.regex(stderr, /^clickhouse-connect: .*native binary.*\n$/);
});

test('the version is that of the package', async (t) => {
  t.deepEqual(await cli(['--version'], withoutAddon).then(({ code, stdout }) => [code, stdout]), [0, `${version}\n`]);
});

test('without a command it shows its help, as a failure', async (t) => {
  const { code, stdout, stderr } = await cli([]);
  t.deepEqual([code, stdout], [2, '']);
  t.regex(stderr, /^Usage: clickhouse-connect/);
});

for (const command of commands) {
  test(`all options of ${command} are in docs/cli.md, and no others`, async (t) => {
    const { code, stdout } = await cli([command, '--help'], withoutAddon);
    t.is(code, 0);
    const [own = '', connection = ''] = stdout.split('\nConnection:\n');
    const place = /^ {2}(?:-\w, )?--([\w-]+)/gm;
    const cells = /^\| `(?:-\w`, `)?--([\w-]+)/gm;
    const everywhere = ['help', 'verbose'];
    t.deepEqual(
      optionsIn(own, place).filter((option) => !everywhere.includes(option)),
      optionsIn(section(command), cells),
    );
    if (connection === '') return;
    t.deepEqual(optionsIn(connection, place), optionsIn(section('Connection'), cells));
  });
}

test('examples of the help are commands that there are', async (t) => {
  for (const command of commands) {
    const { stdout } = await cli([command, '--help'], withoutAddon);
    t.regex(stdout, new RegExp(`clickhouse-connect ${command} `));
  }
});
