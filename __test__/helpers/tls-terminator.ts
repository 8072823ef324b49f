import type { IncomingMessage } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { createServer, type TLSSocket, type TlsOptions } from 'node:tls';

import type { Pair } from './certificates.ts';
import { type Admission, type Gateway, loginRefused, startGateway } from './gateway.ts';

/** A way to a server that speaks TLS to the client. */
export interface Terminator extends AsyncDisposable {
  readonly port: number;
  /** What each connection was: the name that the client asked for, and the one in its own certificate. */
  readonly seen: readonly { readonly serverName: string | undefined; readonly client: string | undefined }[];
}

type Target = { readonly host: string; readonly port: number };
type Options = Pick<TlsOptions, 'ca' | 'requestCert' | 'rejectUnauthorized' | 'minVersion' | 'maxVersion'>;

/** Ends TLS in front of a server. */
export async function startTerminator({ host, port }: Target, pair: Pair, options: Options = {}): Promise<Terminator> {
  const seen: { serverName: string | undefined; client: string | undefined }[] = [];
  const sockets = new Set<Socket>();
  const terminator = createServer({ ...pair, ...options }, (client) => {
    seen.push({ serverName: client.servername || undefined, client: commonName(client) });
    const server = connect(port, host);
    for (const socket of [client, server]) {
      socket.on('error', () => undefined);
      socket.on('close', () => {
        client.destroy();
        server.destroy();
      });
    }
    client.pipe(server).pipe(client);
  });
  terminator.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  // A handshake that fails is what some tests are about.
  terminator.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => terminator.listen(0, '127.0.0.1', resolve));
  return {
    port: (terminator.address() as AddressInfo).port,
    seen,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        terminator.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function commonName(socket: TLSSocket): string | undefined {
  const name = socket.getPeerCertificate().subject?.CN;
  return Array.isArray(name) ? name[0] : name;
}

/** Logs in by certificates, as a server with TLS does, in front of one without: the user must be the certificate's. */
export function startCertificateLogin(
  target: Target,
  pair: Pair,
  ca: string,
  passwords: Readonly<Record<string, string>>,
): Promise<Gateway> {
  const admit = ({ headers, socket }: IncomingMessage): Admission => {
    const { 'x-clickhouse-user': user, 'x-clickhouse-ssl-certificate-auth': on, ...rest } = headers;
    if (on !== 'on' || typeof user !== 'string' || user !== commonName(socket as TLSSocket)) return loginRefused;
    return { headers: { ...rest, 'x-clickhouse-user': user, 'x-clickhouse-key': passwords[user] ?? '' } };
  };
  return startGateway(target, admit, { ...pair, ca, requestCert: true });
}
