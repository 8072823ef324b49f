import { type NoteFlags, note } from './notes.ts';

/** Standard input, as data. */
export function dataInput(flags: NoteFlags): NodeJS.ReadStream {
  if (process.stdin.isTTY) note(flags, 'reading from the terminal, up to Ctrl-D');
  return process.stdin;
}
