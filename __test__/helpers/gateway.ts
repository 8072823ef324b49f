import { createServer, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { createServer as createSecureServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** Another answer than the server's. */
export interface Refusal {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a gateway lets through, or what it answers itself. */
export type Admission = { readonly headers: IncomingHttpHeaders; readonly url?: string } | Refusal;

/** A server in front of a server. */
export interface Gateway extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly received: readonly {
    readonly method: string;
    readonly url: string;
    readonly headers: IncomingHttpHeaders;
  }[];
}

/** Starts one, with TLS if it has a certificate. */
export async function startGateway(
  { host, port }: { readonly host: string; readonly port: number },
  admit: (incoming: IncomingMessage) => Admission | Promise<Admission>,
  tls?: ServerOptions,
): Promise<Gateway> {
  const received: { method: string; url: string; headers: IncomingHttpHeaders }[] = [];
  const gateway = tls === undefined ? createServer() : createSecureServer(tls);
  gateway.on('request', async (incoming: IncomingMessage, response) => {
    response.on('error', () => undefined);
    const { method = '', url = '', headers } = incoming;
    received.push({ method, url, headers });
    const admission = await admit(incoming);
    if ('status' in admission) {
      // As servers do that read requests to their ends before they answer.
      await buffer(incoming).catch(() => undefined);
      response.writeHead(admission.status, admission.headers).end(admission.body);
      return;
    }
    const path = admission.url ?? url;
    const sent = request({ host, port, method, path, headers: admission.headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      // ClickHouse breaks an answer off behind an exception. `pipe` would lose what waits then, and leave the answer open.
      answer.on('data', (chunk) => response.write(chunk));
      answer.on('error', () => undefined);
      answer.on('close', () => (answer.complete ? response.end() : response.socket?.end()));
    });
    sent.on('error', () => response.destroy());
    response.on('close', () => sent.destroy());
    incoming.pipe(sent);
  });
  await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve));
  const address = gateway.address() as AddressInfo;
  return {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${address.port}`,
    port: address.port,
    received,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        gateway.close(() => resolve());
        gateway.closeAllConnections();
      }),
  };
}

/** How a server says that it does not accept a login. */
export const loginRefused: Refusal = {
  status: 403,
  headers: { 'X-ClickHouse-Exception-Code': '516' },
  body: 'Code: 516. DB::Exception: Authentication failed. (AUTHENTICATION_FAILED) (version 26.7.2.1)\n',
};
