import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One side of an exchange. */
interface Side {
  /** The content coding, if there was one. */
  readonly encoding: string | undefined;
  /** Bytes of the body. */
  readonly size: number;
}

export interface Seen {
  readonly request: Side;
  readonly response: Side;
}

/** A proxy in front of a server, which tells what went through before it ends a response. */
export async function startRelay(
  target: string,
  tell: (seen: Seen) => void,
): Promise<AsyncDisposable & { readonly url: string }> {
  const relay = createServer((incoming, outgoing) => {
    let sent = 0;
    let received = 0;
    const { url = '/', method, headers } = incoming;
    const forwarded = request(new URL(url, target), { method, headers, agent: false }, (response) => {
      outgoing.writeHead(response.statusCode ?? 502, response.headers);
      response.on('data', (chunk: Buffer) => {
        received += chunk.length;
        outgoing.write(chunk);
      });
      response.on('error', () => outgoing.destroy());
      response.on('end', () => {
        tell({
          request: { encoding: headers['content-encoding'], size: sent },
          response: { encoding: response.headers['content-encoding'], size: received },
        });
        outgoing.end();
      });
    });
    forwarded.on('error', () => outgoing.destroy());
    incoming.on('data', (chunk: Buffer) => {
      sent += chunk.length;
      forwarded.write(chunk);
    });
    incoming.on('end', () => forwarded.end());
    incoming.on('error', () => forwarded.destroy());
  });
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      relay.close(() => resolve());
      relay.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${(relay.address() as AddressInfo).port}`, [Symbol.asyncDispose]: close };
}
