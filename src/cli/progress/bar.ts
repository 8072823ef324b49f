import { SingleBar } from 'cli-progress';
import type { NoteFlags } from '../notes.ts';

/** What a bar shows. */
export interface Step {
  readonly done: number;
  /** `undefined` while nobody knows: there is no bar then, only the text. */
  readonly total: number | undefined;
  readonly text: string;
}

export interface BarFlags extends NoteFlags {
  readonly progress: boolean;
}

/** What is done sooner needs no bar. */
const PATIENCE_MS = 250;

/** A line on the terminal of standard error, which is gone when it ends. Nothing where there is no terminal. */
export class Bar {
  readonly #from = performance.now();
  readonly #wanted: boolean;
  #bar: SingleBar | undefined;

  constructor({ progress, quiet }: BarFlags) {
    this.#wanted = progress && quiet !== true && process.stderr.isTTY;
  }

  /** Milliseconds since it was made. */
  get elapsed(): number {
    return performance.now() - this.#from;
  }

  show(step: Step): void {
    if (!this.#wanted || this.elapsed < PATIENCE_MS) return;
    const { done, total = 0, text } = step;
    this.#bar ??= open();
    this.#bar.setTotal(total);
    this.#bar.update(Math.min(done, total || done), { text });
  }

  end(): void {
    this.#bar?.stop();
    this.#bar = undefined;
  }
}

const SIZE = 24;

function open(): SingleBar {
  const bar = new SingleBar({
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: null,
    gracefulExit: false,
    fps: 8,
    format: (_, { progress, total }, { text }: { text: string }) => {
      if (total === 0) return text;
      const full = Math.round(SIZE * progress);
      return `${'█'.repeat(full)}${'░'.repeat(SIZE - full)} ${Math.floor(progress * 100)}% ${text}`;
    },
  });
  bar.start(0, 0, { text: '' });
  return bar;
}
