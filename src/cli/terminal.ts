import type { WriteStream } from 'node:tty';

/** What is known of a terminal. */
export interface Terminal {
  /** Its width. */
  readonly columns: number;
  /** Whether it shows colours, and its user wants them. */
  readonly colors: boolean;
}

/** The terminal that a stream writes to, if it is one. */
export function terminalOf(stream: WriteStream): Terminal | undefined {
  return stream.isTTY ? { columns: stream.columns || 80, colors: stream.hasColors() } : undefined;
}
