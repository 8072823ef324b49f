/** Which Markdown of the repository is which page of the site, and where its links lead. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';

import { anchorsOf, linksOf } from './markdown.ts';

export const root = fileURLToPath(new URL('..', import.meta.url));

export const manifest = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as {
  readonly name: string;
  readonly repository: { readonly url: string };
  readonly exports: Readonly<Record<string, string | { readonly types: string }>>;
};
/** Where the files are that are no page. */
export const forge = manifest.repository.url.replace(/^git\+/, '').replace(/\.git$/, '');

export const guides: readonly string[] = readdirSync(`${root}docs`)
  .filter((file) => file.endsWith('.md'))
  .map((file) => file.slice(0, -'.md'.length));

/** Names of pages by the files of the repository. */
export const pages: ReadonlyMap<string, string> = new Map([
  ['README.md', 'overview'],
  ...guides.map((name) => [`docs/${name}.md`, name] as const),
  ['bench/README.md', 'benchmarks'],
  ['CHANGELOG.md', 'changelog'],
  ['CONTRIBUTING.md', 'contributing'],
]);

export const textOf = (file: string): string => readFileSync(root + file, 'utf8');

const isElsewhere = (target: string): boolean => /^[a-z]+:/.test(target);

/** The file that a link of another file means, and the part of it. */
function fileOf(from: string, target: string): { file: string; anchor: string } {
  const [path = '', anchor = ''] = target.split('#');
  return { file: path === '' ? from : posix.join(posix.dirname(from), path), anchor };
}

/** What is wrong with the links of a file, with its lines. */
export function faultsOf(from: string): string[] {
  return linksOf(textOf(from)).flatMap(({ line, target }) => {
    if (isElsewhere(target)) return [];
    const { file, anchor } = fileOf(from, target);
    const place = `${from}:${line} links to ${target}`;
    if (!existsSync(root + file)) return [`${place}: there is no such file`];
    if (anchor === '' || !file.endsWith('.md') || anchorsOf(textOf(file)).has(anchor)) return [];
    return [`${place}: there is no such heading`];
  });
}

/** Where a link of a file leads on the site. */
export function onSite(from: string, target: string): string {
  if (isElsewhere(target)) return target;
  const { file, anchor } = fileOf(from, target);
  const page = pages.get(file);
  const hash = anchor === '' ? '' : `#${anchor}`;
  return page === undefined ? `${forge}/blob/main/${file}${hash}` : `./${page}.md${hash}`;
}
