import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';

/**
 * A port of 127.0.0.1 that nobody listens on. A connection goes out from it as long as this process lives: a port that is only
 * free would soon be that of another test's server.
 */
export async function closedPort(): Promise<number> {
  const server = createServer((socket) => socket.unref()).unref();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').unref();
  await once(socket, 'connect');
  return socket.localPort as number;
}
