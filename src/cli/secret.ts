/** Passwords and tokens, which do not belong on a command line. */
import { openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { ReadStream } from 'node:tty';
import { Interrupted, UsageError } from './exit.ts';

/** The first line of a file. */
export async function readSecret(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`the file '${path}' cannot be read (${error.code ?? error.message})`);
  });
  const [line = ''] = text.split(/\r?\n/, 1);
  if (line === '') throw new UsageError(`the first line of the file '${path}' is empty`);
  return line;
}

/** The terminal, also when standard input is a pipe. */
function terminal(): ReadStream {
  if (process.stdin.isTTY) return process.stdin;
  try {
    return new ReadStream(openSync(process.platform === 'win32' ? '\\\\.\\CONIN$' : '/dev/tty', 'r'));
  } catch {
    throw new UsageError('--ask-password needs a terminal; there is also --password-file');
  }
}

/** Asks on the terminal, which shows nothing of the answer. */
export async function askPassword(): Promise<string> {
  const { stderr } = process;
  const input = terminal();
  input.setRawMode(true);
  input.setEncoding('utf8');
  stderr.write('Password: ');
  let typed = '';
  try {
    for await (const piece of input.iterator({ destroyOnReturn: false })) {
      for (const key of piece as string) {
        if (key === '\r' || key === '\n' || key === '\u0004') return typed;
        if (key === '\u0003') throw new Interrupted('SIGINT');
        typed = key === '\u007f' || key === '\b' ? typed.slice(0, -1) : typed + key;
      }
    }
    return typed;
  } finally {
    input.setRawMode(false);
    if (input === process.stdin) input.pause();
    else input.destroy();
    stderr.write('\n');
  }
}
