import { type LookupOptions, lookup } from 'node:dns';
import type { AddressInfo } from 'node:net';
import { createServer as createSocks } from '@pondwader/socks5-server';
import { Server } from 'proxy-chain';

import type { Pair } from './certificates.ts';

/** A proxy of a package that is used in production. */
export interface TestProxy extends AsyncDisposable {
  /** `host:port`. */
  readonly host: string;
  /** What it was asked for: `GET host:port` or `POST host:port` for a request, `CONNECT host:port` for a tunnel. */
  readonly asked: readonly string[];
}

export interface ProxyOptions {
  /** The user that it lets in. */
  readonly login?: { readonly username: string; readonly password: string };
  /** Makes it one that is spoken to with TLS. */
  readonly pair?: Pair;
}

const here = ((_name: string, ...rest: [LookupOptions, () => void]) => lookup('127.0.0.1', ...rest)) as typeof lookup;

/** Starts an HTTP proxy, for which every name is this machine. */
export async function startHttpProxy({ login, pair }: ProxyOptions = {}): Promise<TestProxy> {
  const asked: string[] = [];
  const proxy = new Server({
    host: '127.0.0.1',
    port: 0,
    ...(pair === undefined ? { serverType: 'http' } : { serverType: 'https', httpsOptions: pair }),
    prepareRequestFunction: ({ request, hostname, port, username, password }) => {
      asked.push(`${request.method} ${hostname}:${port}`);
      return {
        requestAuthentication: login !== undefined && (username !== login.username || password !== login.password),
        dnsLookup: here,
      };
    },
  });
  await proxy.listen();
  return {
    host: `127.0.0.1:${proxy.port}`,
    asked,
    [Symbol.asyncDispose]: () => proxy.close(true),
  };
}

/** Starts a SOCKS5 proxy, for which every name is this machine. */
export async function startSocksProxy({ login }: ProxyOptions = {}): Promise<TestProxy> {
  const asked: string[] = [];
  const proxy = createSocks(login && { auth: login });
  proxy.setRulesetValidator((connection) => {
    asked.push(`CONNECT ${connection.destAddress}:${connection.destPort}`);
    connection.destAddress = '127.0.0.1';
    return true;
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const { server } = proxy as unknown as { server: { address(): AddressInfo } };
  return {
    host: `127.0.0.1:${server.address().port}`,
    asked,
    [Symbol.asyncDispose]: () => new Promise((resolve) => void proxy.close(() => resolve())),
  };
}
