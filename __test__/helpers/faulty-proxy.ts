import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** What becomes of bytes that a server sends; `first` are those with the head of an answer. */
export type Fault = (client: Socket, data: Buffer, first: boolean) => void | Promise<void>;

/** A way to a real server that does to its answers what a test wants. */
export interface FaultyProxy extends AsyncDisposable {
  readonly url: string;
  /** Nothing is done to answers without one. */
  fault: Fault | undefined;
}

/** Starts a proxy below HTTP in front of a server. */
export async function startFaultyProxy({
  host,
  port,
}: {
  readonly host: string;
  readonly port: number;
}): Promise<FaultyProxy> {
  const sockets = new Set<Socket>();
  const faulty: { fault: Fault | undefined } = { fault: undefined };
  const proxy = createServer({ noDelay: true, allowHalfOpen: true }, (client) => {
    const server = connect({ port, host, noDelay: true });
    let first = true;
    let turn = Promise.resolve();
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
      first = true;
      server.write(data);
    });
    client.on('end', () => server.end());
    server.on('data', (data) => {
      const head = first;
      first = false;
      // One after another, however long each takes.
      turn = turn.then(async () => {
        if (faulty.fault === undefined) client.write(data);
        else await faulty.fault(client, data, head);
      });
    });
    server.on('end', () => void turn.then(() => client.end()));
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  return Object.defineProperties(faulty, {
    url: { value: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` },
    [Symbol.asyncDispose]: {
      value: () =>
        new Promise<void>((resolve) => {
          proxy.close(() => resolve());
          for (const socket of sockets) socket.destroy();
        }),
    },
  }) as unknown as FaultyProxy;
}
