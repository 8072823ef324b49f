import { SingleBar } from 'cli-progress';

export interface Progress {
  advance(rows: number): void;
  /** Fills the bar and writes what came out beside it. */
  done(result: string): void;
}

/** A progress bar on a terminal; elsewhere only its last line, without the bar. */
export function showProgress(label: string, rows: number): Progress {
  const total = `${rows.toLocaleString('en-US')} rows`;
  if (!process.stdout.isTTY) {
    return { advance: () => undefined, done: (result) => console.log(`${label} ${total}, ${result}`) };
  }
  const bar = new SingleBar({
    format: `${label} {bar} ${total} {result}`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 20,
    fps: 30,
    hideCursor: true,
    stream: process.stdout,
    // After Ctrl-C the cursor is back.
    gracefulExit: true,
  });
  bar.start(rows, 0, { result: '' });
  return {
    advance: (count) => bar.increment(count),
    done: (result) => {
      bar.update(rows, { result });
      bar.stop();
    },
  };
}
