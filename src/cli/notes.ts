/** Texts that are not what a command was asked for. They go to standard error. */

export interface NoteFlags {
  readonly quiet?: boolean;
}

export function note({ quiet }: NoteFlags, text: string): void {
  if (quiet !== true) process.stderr.write(`${text}\n`);
}
