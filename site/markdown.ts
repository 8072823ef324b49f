/** What the site has to know of a page's Markdown: its title, its headings, its links. */

export interface Link {
  /** From 1. */
  readonly line: number;
  /** As it is written: `types.md#numbers`. */
  readonly target: string;
}

/** The id of a heading, as GitHub makes it. */
export function slug(heading: string): string {
  const text = heading.trim().toLowerCase();
  return text.replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '').replaceAll(' ', '-');
}

/** The id of a heading of the API, as TypeDoc's theme for VitePress has it in links. */
export function apiSlug(heading: string): string {
  return slug(heading).replaceAll(/[-_]+/g, '-').replaceAll(/^-|-$/g, '');
}

/** The lines of a page, those of code blocks emptied. */
function prose(text: string): string[] {
  let fenced = false;
  return text.split('\n').map((line) => {
    const fence = /^ *```/.test(line);
    if (fence) fenced = !fenced;
    return fence || fenced ? '' : line;
  });
}

/** The ids of all headings. */
export function anchorsOf(text: string): Set<string> {
  const anchors = new Set<string>();
  for (const line of prose(text)) {
    const [, heading] = /^#+ (.*)$/.exec(line) ?? [];
    if (heading === undefined) continue;
    const id = slug(heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll('`', ''));
    for (let n = 0; ; n++) {
      const unique = n === 0 ? id : `${id}-${n}`;
      if (anchors.has(unique)) continue;
      anchors.add(unique);
      break;
    }
  }
  return anchors;
}

export const titleOf = (text: string): string => /^# (.*)$/m.exec(text)?.[1] ?? '';

const link = /(?<=\]\()[^)\s]+(?=\))/g;

export function linksOf(text: string): Link[] {
  return prose(text).flatMap((line, index) =>
    [...line.replaceAll(/`[^`]*`/g, '').matchAll(link)].map(([target]) => ({ line: index + 1, target })),
  );
}

/** The page with other targets in its links. */
export function relinked(text: string, change: (target: string) => string): string {
  const lines = text.split('\n');
  for (const { line, target } of linksOf(text)) {
    const before = lines[line - 1] ?? '';
    lines[line - 1] = before.replace(`](${target})`, () => `](${change(target)})`);
  }
  return lines.join('\n');
}
