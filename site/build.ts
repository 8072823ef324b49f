/** Builds the site into `site/.vitepress/dist`. What is wrong in a page, a link or a declaration ends it. */
import { execFileSync } from 'node:child_process';

import { layEntries } from './entries.ts';
import { faultsOf, pages, root } from './pages.ts';
import { relink } from './relink.ts';
import { folder, stage } from './stage.ts';
import { deadLinks } from './verify.ts';

const faults = [...pages.keys()].flatMap(faultsOf);
if (faults.length > 0) throw new Error(faults.join('\n'));

const site = `${root}site/`;
const run = (tool: string, ...args: readonly string[]): void => {
  execFileSync(process.execPath, [`${site}node_modules/${tool}`, ...args], { cwd: site, stdio: 'inherit' });
};
stage();
run('typedoc/bin/typedoc', '--out', `${folder}api`, ...layEntries());
relink(`${folder}api`);
run('vitepress/bin/vitepress.js', 'build');

const dead = deadLinks(`${site}.vitepress/dist`, process.env.SITE_BASE ?? '/');
if (dead.length > 0) throw new Error(dead.join('\n'));
