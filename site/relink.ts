/** Gives links between pages of the API the ids that headings have there: the theme does so within a folder only. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { apiSlug } from './markdown.ts';

export function relink(folder: string): void {
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.md')) continue;
    const path = join(folder, file);
    const text = readFileSync(path, 'utf8');
    writeFileSync(
      path,
      text.replaceAll(/\]\((\.[^)#]*)#([^)]*)\)/g, (_, page: string, id: string) => `](${page}#${apiSlug(id)})`),
    );
  }
}
