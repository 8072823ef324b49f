/** Rows of text and numbers as a table; numbers are flush right, with as many decimals as their column needs. */
export function formatTable(names: readonly string[], rows: readonly (readonly unknown[])[]): string {
  const columns = names.map((name, index) => {
    const values = rows.map((row) => row[index]);
    const numeric = values.every(isNumber);
    const cells = numeric ? formatNumbers(values) : values.map(String);
    const width = Math.max(name.length, ...cells.map((cell) => cell.length));
    const pad = (text: string): string => (numeric ? text.padStart(width) : text.padEnd(width));
    return { rule: '─'.repeat(width + 2), name: pad(name), cells: cells.map(pad) };
  });
  const rule = (left: string, middle: string, right: string): string =>
    left + columns.map((column) => column.rule).join(middle) + right;
  const line = (cells: readonly (string | undefined)[]): string => `│ ${cells.join(' │ ')} │`;
  return [
    rule('┌', '┬', '┐'),
    line(columns.map((column) => column.name)),
    rule('├', '┼', '┤'),
    ...rows.map((_, index) => line(columns.map((column) => column.cells[index]))),
    rule('└', '┴', '┘'),
  ].join('\n');
}

function isNumber(value: unknown): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

function formatNumbers(values: readonly (number | bigint)[]): string[] {
  const decimals = Math.max(0, ...values.map((value) => String(value).split('.')[1]?.length ?? 0));
  const format = new Intl.NumberFormat('en-US', { minimumFractionDigits: decimals });
  return values.map((value) => format.format(value));
}
