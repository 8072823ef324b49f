/** What tables are drawn with. */

export const styles = ['box', 'plain'] as const;
export type StyleName = (typeof styles)[number];

/** The three characters of a line between rows; the line itself is made of the fourth. */
type Rule = readonly [left: string, middle: string, right: string, line: string];

export interface Style {
  readonly top: Rule | undefined;
  readonly below: Rule | undefined;
  readonly bottom: Rule | undefined;
  readonly left: string;
  readonly between: string;
  readonly right: string;
}

export const styleOf: Readonly<Record<StyleName, Style>> = {
  box: {
    top: ['┌─', '─┬─', '─┐', '─'],
    below: ['├─', '─┼─', '─┤', '─'],
    bottom: ['└─', '─┴─', '─┘', '─'],
    left: '│ ',
    between: ' │ ',
    right: ' │',
  },
  plain: { top: undefined, below: undefined, bottom: undefined, left: '', between: '  ', right: '' },
};

/** Columns of a terminal that a style takes for itself. */
export function bordersOf({ left, between, right }: Style, columns: number): number {
  return left.length + right.length + between.length * Math.max(0, columns - 1);
}

/** A line between rows. */
export function ruleOf([left, middle, right, line]: Rule, widths: readonly number[]): string {
  return `${left}${widths.map((width) => line.repeat(width)).join(middle)}${right}\n`;
}

/** A line of cells, each as wide as its column. */
export function lineOf({ left, between, right }: Style, cells: readonly string[]): string {
  return `${(left + cells.join(between) + right).trimEnd()}\n`;
}
