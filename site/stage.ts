/** Lays out what VitePress reads, in `site/.pages`: the Markdown of the repository, with links that hold on the site. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

import { benchmarkPage, type Published } from './benchmarks.ts';
import { relinked } from './markdown.ts';
import { onSite, pages, root, textOf } from './pages.ts';

export const folder = `${root}site/.pages/`;

export function stage(): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [file, page] of pages) {
    const text = relinked(textOf(file), (target) => onSite(file, target));
    writeFileSync(`${folder}${page}.md`, page === 'benchmarks' ? benchmarkPage(published(), text) : text);
  }
  writeFileSync(`${folder}index.md`, textOf('site/index.md'));
}

const published = (): Published => JSON.parse(readFileSync(`${root}bench/published.json`, 'utf8')) as Published;
