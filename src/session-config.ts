import type { SessionOptions } from './native.ts';
import type { ResolvedOptions } from './options.ts';

/** What the native side is told of a client's options. */
export function sessionConfig(options: ResolvedOptions): SessionOptions {
  return {
    url: options.baseUrl,
    furtherUrls: [...options.furtherUrls],
    hostPolicy: options.hostPolicy,
    headers: options.headers.map(([name, value]) => [name, value]),
    connectTimeout: options.connectTimeout,
    requestTimeout: options.requestTimeout,
    protocolVersion: options.protocolVersion,
    maxConnections: options.maxConnections,
    maxConnectionAge: options.maxConnectionAge,
    bufferBytes: options.httpBufferSize,
    maxErrorSize: options.maxErrorSize,
    ...(options.tls && { tls: options.tls }),
    ...options.proxies,
  };
}
