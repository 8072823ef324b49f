import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

interface Artifact {
  readonly reason: string;
  readonly executable?: string | null;
  readonly target?: { readonly name: string };
}

/** Builds the program that fetches and discards, for the same target as the addon's, so that they share what is built; resolves to its path. */
export async function buildFloor(): Promise<string> {
  const { stdout: version } = await run('rustc', ['-vV']);
  const host = /^host: (.+)$/m.exec(version)?.[1] ?? '';
  const args = ['build', '--release', '--target', host, '--package', 'clickhouse-connect-client', '--example', 'floor'];
  const { stdout } = await run('cargo', [...args, '--message-format=json-render-diagnostics'], { maxBuffer: 2 ** 28 });
  for (const line of stdout.split('\n')) {
    if (!line.startsWith('{')) continue;
    const { target, executable } = JSON.parse(line) as Artifact;
    if (target?.name === 'floor' && typeof executable === 'string') return executable;
  }
  throw new Error('cargo built no program named floor');
}
