import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitepress';

import { apiSlug, slug, titleOf } from '../markdown.ts';
import { sections } from '../navigation.ts';
import { forge, guides, textOf } from '../pages.ts';

const api = JSON.parse(readFileSync(new URL('../.pages/api/typedoc-sidebar.json', import.meta.url), 'utf8'));
const guide = sections.map(({ title, pages }) => ({
  text: title,
  items: pages
    .filter((page) => guides.includes(page))
    .map((page) => ({ text: titleOf(textOf(`docs/${page}.md`)), link: `/${page}` })),
}));

export default defineConfig({
  title: 'clickhouse-connect',
  description: 'The ClickHouse client for Node.js with a Rust core',
  // GitHub Pages serves a project below its name.
  base: process.env.SITE_BASE ?? '/',
  srcDir: '.pages',
  cleanUrls: true,
  lastUpdated: false,
  ignoreDeadLinks: false,
  markdown: {
    anchor: {
      slugifyWithState: (heading, { env }: { env: { relativePath: string } }) =>
        env.relativePath.startsWith('api/') ? apiSlug(heading) : slug(heading),
    },
    headers: { level: [2, 3] },
  },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Guide', link: '/getting-started' },
      { text: 'API', link: '/api/' },
      { text: 'Benchmarks', link: '/benchmarks' },
      { text: 'Changelog', link: '/changelog' },
    ],
    sidebar: {
      '/api/': api,
      '/': [
        ...guide,
        {
          text: 'The project',
          items: [
            { text: 'Overview', link: '/overview' },
            { text: 'Benchmarks', link: '/benchmarks' },
            { text: 'Contributing', link: '/contributing' },
            { text: 'Changelog', link: '/changelog' },
          ],
        },
      ],
    },
    socialLinks: [{ icon: 'github', link: forge }],
  },
});
