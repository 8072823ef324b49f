import { AT_ONCE, type Assignment, type Compression, type Work } from '../task.ts';
import { execute, type Program } from './program.ts';

interface Artifact {
  readonly reason: string;
  readonly executable?: string | null;
  readonly target?: { readonly name: string };
}

/** What our client asks the server for, so that the bytes are the same. */
const NATIVE = '/?default_format=Native&client_protocol_version=54405';

/** The program asks for ZSTD in a header where the URL lets the server compress as HTTP does. */
const compressions: Record<Compression, string> = {
  lz4: '&compress=1',
  zstd: '&enable_http_compression=1&http_zlib_compression_level=1',
};

/** Builds the program that only moves bytes, for the same target as the addon's, so that they share what is built. */
export async function buildFloor(): Promise<Program> {
  const { stdout: version } = await execute('rustc', ['-vV']);
  const host = /^host: (.+)$/m.exec(version)?.[1] ?? '';
  const args = ['build', '--release', '--target', host, '--package', 'clickhouse-connect-client', '--example', 'floor'];
  const { stdout } = await execute('cargo', [...args, '--message-format=json-render-diagnostics'], {
    maxBuffer: 2 ** 28,
  });
  for (const line of stdout.split('\n')) {
    if (!line.startsWith('{')) continue;
    const { target, executable } = JSON.parse(line) as Artifact;
    if (target?.name === 'floor' && typeof executable === 'string') {
      return (assignment, kind) => [executable, argumentsOf(assignment, kind)];
    }
  }
  throw new Error('cargo built no program named floor');
}

function argumentsOf({ does, url, rows, table, target, compression }: Assignment, kind: Work['kind']): string[] {
  const native = `${url}${NATIVE}${compression === '' ? '' : compressions[compression]}`;
  switch (kind) {
    case 'select':
      return [does === 'fetch and keep' ? 'keep' : 'select', native, `SELECT * FROM ${table}`];
    case 'ask':
      return ['ask', native, String(rows), '1'];
    case 'ask at once':
      return ['ask', native, String(rows), String(AT_ONCE)];
    case 'insert':
    case 'copy':
      return ['insert', url, table, target];
  }
}
