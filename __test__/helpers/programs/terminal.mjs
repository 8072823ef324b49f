/** Loaded before a program: its outputs become those of a terminal with `TERMINAL` columns, and its input that of one with `TYPING`. */
for (const stream of [process.stdout, process.stderr]) {
  Object.assign(stream, {
    isTTY: true,
    columns: Number(process.env.TERMINAL),
    hasColors: () => process.env.COLORS === '1',
    cursorTo: () => true,
    clearLine: () => true,
  });
}
if (process.env.TYPING === '1') Object.assign(process.stdin, { isTTY: true, setRawMode: () => process.stdin });
