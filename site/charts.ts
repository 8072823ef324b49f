/** Bars as SVG, in the colours of the site's theme. */

export interface Bar {
  readonly label: string;
  readonly value: number;
  /** What stands behind the bar. */
  readonly text: string;
  readonly tone: 'ours' | 'peer' | 'floor';
}

export interface Chart {
  readonly title: string;
  readonly bars: readonly Bar[];
  /** Where to draw a line across, with what it means. */
  readonly mark?: { readonly value: number; readonly text: string };
}

const WIDTH = 720;
const LABELS = 250;
const TEXTS = 150;
const ROW = 24;
const HEAD = 20;

const fills = { ours: 'var(--vp-c-brand-1)', peer: 'var(--vp-c-text-3)', floor: 'var(--vp-c-divider)' };

/** On one line, as a blank line would end the HTML in Markdown. */
export function svg({ title, bars, mark }: Chart): string {
  const largest = Math.max(...bars.map(({ value }) => value), mark?.value ?? 0);
  const scale = (value: number): number => (value / largest) * (WIDTH - LABELS - TEXTS);
  const height = HEAD + bars.length * ROW;
  const rows = bars.map(({ label, value, text, tone }, index) => {
    const y = HEAD + index * ROW;
    const width = Math.max(1, scale(value)).toFixed(1);
    return (
      `<text x="${LABELS - 8}" y="${y + 15}" text-anchor="end">${escaped(label)}</text>` +
      `<rect x="${LABELS}" y="${y + 3}" width="${width}" height="${ROW - 6}" rx="2" fill="${fills[tone]}"/>` +
      `<text x="${(LABELS + Number(width) + 6).toFixed(1)}" y="${y + 15}">${escaped(text)}</text>`
    );
  });
  const x = LABELS + scale(mark?.value ?? 0);
  const line =
    mark === undefined
      ? ''
      : `<text x="${x.toFixed(1)}" y="12" text-anchor="middle">${escaped(mark.text)}</text>` +
        `<line x1="${x.toFixed(1)}" x2="${x.toFixed(1)}" y1="${HEAD - 3}" y2="${height}" stroke="var(--vp-c-text-2)" stroke-dasharray="3 3"/>`;
  return (
    `<svg role="img" viewBox="0 0 ${WIDTH} ${height}" style="width:100%;max-width:${WIDTH}px;font-size:12px" fill="currentColor">` +
    `<title>${escaped(title)}</title>${rows.join('')}${line}</svg>`
  );
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (character) => entities[character] ?? character);
