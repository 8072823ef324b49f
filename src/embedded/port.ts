import { createServer } from 'node:net';

import { OperationalError } from '../errors.ts';

/** The only address that an embedded server listens on. */
export const HOST = '127.0.0.1';

/** Binds `port` on loopback for a moment: fails when it is taken, and finds a free one when it is 0. */
export async function probePort(port: number): Promise<number> {
  const probe = createServer();
  try {
    return await new Promise<number>((resolve, reject) => {
      probe.once('error', reject);
      probe.listen({ port, host: HOST, exclusive: true }, () => {
        const address = probe.address();
        resolve(typeof address === 'object' && address !== null ? address.port : port);
      });
    });
  } catch (cause) {
    throw portError(port, cause);
  } finally {
    probe.close();
  }
}

/** The error for a port that cannot be listened on. */
export function portError(port: number, cause: unknown): OperationalError {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code ?? 'EADDRINUSE';
  const reason = code === 'EADDRINUSE' ? 'is already in use' : `cannot be listened on (${code})`;
  return new OperationalError(`port ${port} on ${HOST} ${reason}`, { code, host: `${HOST}:${port}`, cause });
}
