/** Passwords and tokens, which do not belong on a command line. */
import { readFile } from 'node:fs/promises';
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

/** Asks on the terminal, which shows nothing of the answer. */
export async function askPassword(): Promise<string> {
  const { stdin, stderr } = process;
  if (!stdin.isTTY) throw new UsageError('--ask-password needs a terminal; there is also --password-file');
  stdin.setRawMode(true);
  stdin.setEncoding('utf8');
  stderr.write('Password: ');
  let typed = '';
  try {
    for await (const piece of stdin.iterator({ destroyOnReturn: false })) {
      for (const key of piece as string) {
        if (key === '\r' || key === '\n' || key === '\u0004') return typed;
        if (key === '\u0003') throw new Interrupted('SIGINT');
        typed = key === '\u007f' || key === '\b' ? typed.slice(0, -1) : typed + key;
      }
    }
    return typed;
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    stderr.write('\n');
  }
}
