/** Links and navigation of the documentation, as on GitHub and as on the site. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';

import { sections } from '../../site/navigation.ts';
import { anchorsOf, linksOf, relinked, slug } from '../../site/markdown.ts';
import { faultsOf, guides, onSite, root } from '../../site/pages.ts';
import { deadLinks } from '../../site/verify.ts';
import { pathOf } from '../helpers/directory.ts';

const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
  cwd: root,
  encoding: 'utf8',
});
const files = tracked.split('\n').filter((file) => file !== '');

test('every link leads to a file of the repository, and to a heading of it', (t) => {
  t.true(files.includes('README.md') && files.includes('docs/types.md'));
  t.deepEqual(files.flatMap(faultsOf), []);
});

test('every guide is in the navigation once', (t) => {
  const listed = sections.flatMap(({ pages }) => pages);
  t.deepEqual(listed.toSorted(), [...new Set(listed)].sort());
  t.deepEqual(
    guides.filter((name) => !listed.includes(name)),
    [],
  );
});

test('links of pages stay on the site, all others lead to the repository', (t) => {
  t.is(onSite('docs/querying.md', 'types.md#x'), './types.md#x');
  t.is(onSite('docs/querying.md', '#contexts'), './querying.md#contexts');
  t.is(onSite('README.md', 'docs/types.md'), './types.md');
  t.is(onSite('docs/arrow.md', '../bench/README.md'), './benchmarks.md');
  t.regex(onSite('docs/arrow.md', '../examples/arrow.ts'), /^https:.*\/blob\/main\/examples\/arrow\.ts$/);
  t.is(onSite('docs/arrow.md', 'https://example.com/a'), 'https://example.com/a');
});

test('headings have the ids that GitHub gives them, and code holds no links', (t) => {
  t.is(slug("The server's own queue"), 'the-servers-own-queue');
  t.is(slug('Shards: `Distributed` tables'), 'shards-distributed-tables');
  const text = '# A\n\n```md\n# no\n[no](no.md)\n```\n\n## A\n\n`[no](no.md)` [b](c.md) and [b](d.md#e)\n';
  t.deepEqual([...anchorsOf(text)], ['a', 'a-1']);
  t.deepEqual(
    linksOf(text).map(({ line, target }) => `${line} ${target}`),
    ['10 c.md', '10 d.md#e'],
  );
  t.regex(
    relinked(text, (target) => `/${target}`),
    /`\[no\]\(no\.md\)` \[b\]\(\/c\.md\) and \[b\]\(\/d\.md#e\)/,
  );
});

test('the packages of the site install on every platform, from any registry', (t) => {
  const text = readFileSync(join(root, 'site/package-lock.json'), 'utf8');
  t.notRegex(text, /"resolved"/);
  const { packages } = JSON.parse(text) as {
    readonly packages: Readonly<Record<string, { readonly optionalDependencies?: Readonly<Record<string, string>> }>>;
  };
  const optional = Object.values(packages).flatMap((each) => Object.keys(each.optionalDependencies ?? {}));
  t.true(optional.includes('@rollup/rollup-darwin-arm64'));
  t.deepEqual(
    optional.filter((name) => !(`node_modules/${name}` in packages)),
    [],
  );
});

test('a built page that links to nothing is told', async (t) => {
  const folder = await pathOf('site');
  await mkdir(join(folder, 'api'), { recursive: true });
  await writeFile(
    join(folder, 'a.html'),
    '<a href="./b#x"></a><a href="/base/api/"></a><a href="https://example.com/no"></a>',
  );
  await writeFile(join(folder, 'b.html'), '<h1 id="x"></h1><a href="#y"></a><a href="/base/c?v=1"></a>');
  await writeFile(join(folder, 'api/index.html'), '<a href="../a"></a>');
  t.deepEqual(deadLinks(folder, '/base/').sort(), [
    'b.html links to #y: no such heading',
    'b.html links to /base/c?v=1: no such page',
  ]);
});
