import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to a server that loses answers. */
export interface CuttingProxy extends AsyncDisposable {
  readonly url: string;
  /** How many answers to inserts were lost. */
  readonly lost: number;
}

/** Starts a proxy in front of a server, which loses so many of the first answers to inserts: all of each, or its end. */
export async function startCuttingProxy(
  { host, port }: { readonly host: string; readonly port: number },
  losses: number,
  what: 'all' | 'end' = 'all',
): Promise<CuttingProxy> {
  const sockets = new Set<Socket>();
  let lost = 0;
  const proxy = createServer((client) => {
    const server = connect(port, host);
    let inserting = false;
    let gone = false;
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        server.destroy();
      });
    }
    client.on('data', (data) => {
      if (/^POST \S*INSERT/.test(data.toString('latin1'))) inserting = true;
      server.write(data);
    });
    server.on('data', (data) => {
      // The rest of an answer that was lost, where it comes in pieces.
      if (gone) return;
      if (!inserting || lost === losses) {
        client.write(data);
        return;
      }
      // The server answers an insert when it has stored it.
      gone = true;
      lost++;
      if (what === 'all') client.resetAndDestroy();
      else client.end(data.subarray(0, data.indexOf('\r\n\r\n') + 4));
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    get lost() {
      return lost;
    },
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        proxy.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
