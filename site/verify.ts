/** Whether every link within the built site leads to a page, and to an id on it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const html = (text: string): string => text.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'");

/** What leads nowhere, with the page that it is on. */
export function deadLinks(folder: string, base: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.html'));
  const pages = new Map(
    files.map((file) => {
      const text = readFileSync(join(folder, file), 'utf8');
      const ids = new Set([...text.matchAll(/ id="([^"]*)"/g)].map(([, id = '']) => html(id)));
      const links = [...text.matchAll(/ href="([^"]*)"/g)].map(([, link = '']) => html(link));
      return [file.replaceAll('\\', '/'), { ids, links: [...new Set(links)] }];
    }),
  );
  return [...pages].flatMap(([page, { links }]) =>
    links.flatMap((link) => {
      const { origin, pathname, hash } = new URL(link, `site:${base}${page}`);
      if (origin !== 'null' || !pathname.startsWith(base)) return [];
      const path = decodeURIComponent(pathname.slice(base.length));
      const target = [path, `${path}.html`, `${path}index.html`, `${path}/index.html`].find((file) => pages.has(file));
      if (target === undefined) return existsSync(join(folder, path)) ? [] : [`${page} links to ${link}: no such page`];
      const id = decodeURIComponent(hash.slice(1));
      return id === '' || pages.get(target)?.ids.has(id) === true ? [] : [`${page} links to ${link}: no such heading`];
    }),
  );
}
