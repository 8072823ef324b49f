import { readFileSync } from 'node:fs';
import type { ClientOptions, TlsOptions } from '../index.js';
import { isIP } from './columns/address.ts';
import type { Server } from './hosts.ts';
import type { ResolvedProxies } from './proxies.ts';
import type { SessionOptions } from './native.ts';
import { defined } from './url.ts';
import type { Check, Checks } from './validate.ts';
import { flag, invalid, name, oneOf, validate } from './validate.ts';

/** The options of TLS, checked and read. */
export type ResolvedTls = NonNullable<SessionOptions['tls']>;

const WHERE = "createClient: option 'tls'";

const pem: Check = (value) =>
  name(value) === undefined || (ArrayBuffer.isView(value) && value.byteLength > 0)
    ? undefined
    : 'a path, a string of PEM or a Buffer of it';

const hostName: Check = (value) =>
  typeof value === 'string' && isIP(value) === 0 && /^[a-z\d_.-]+$/i.test(value) && URL.canParse(`http://${value}`)
    ? undefined
    : 'the name of a host';

const checks: Checks<TlsOptions> = {
  verify: flag,
  caCert: pem,
  clientCert: pem,
  clientCertKey: pem,
  serverHostName: hostName,
  mode: oneOf('mutual', 'proxy', 'strict'),
};

/** Whether the client logs in with its certificate instead of a password. */
export function logsInByCertificate({ tls }: Pick<ClientOptions, 'tls'>): boolean {
  return tls?.clientCert !== undefined && (tls.mode ?? 'mutual') === 'mutual';
}

/** Checks the options of TLS; files are read now, so that a missing one is told at once. */
export function resolveTls(
  options: ClientOptions,
  servers: readonly Server[],
  { httpProxy }: ResolvedProxies,
): ResolvedTls | undefined {
  const { tls } = options;
  if (tls === undefined) return undefined;
  validate<TlsOptions>(tls, checks, WHERE);
  if (logsInByCertificate(options) && servers.some(({ secure }) => !secure)) {
    throw invalid(`${WHERE} has a certificate that logs in, which hosts without TLS never see; set 'secure: true'`);
  }
  if (!servers.some(({ secure }) => secure) && !httpProxy?.url.startsWith('https:'))
    throw invalid(`${WHERE} is of no use without TLS; set 'secure: true' or an https:// address`);
  const { clientCert, clientCertKey, caCert, serverHostName, verify = true } = tls;
  if (clientCertKey !== undefined && clientCert === undefined) {
    throw invalid(`${WHERE}: option 'clientCertKey' needs the option 'clientCert' with its certificate`);
  }
  if (logsInByCertificate(options)) refuseOtherLogins(options);
  const bundled = verify && caCert === 'bundled';
  // Nobody is verified with it, so it need not be there.
  const used = verify && caCert !== 'bundled' && caCert !== 'system' ? caCert : undefined;
  const texts = {
    caCert: read('caCert', used),
    clientCert: read('clientCert', clientCert),
    clientCertKey: read('clientCertKey', clientCertKey),
    serverHostName,
  };
  return { verify, bundled, ...(defined(texts) as Partial<ResolvedTls>) };
}

function refuseOtherLogins(options: ClientOptions): void {
  const other = (['password', 'accessToken', 'tokenProvider'] as const).find((option) => options[option] !== undefined);
  if (other === undefined) return;
  throw invalid(
    `createClient: option '${other}' cannot be combined with a client certificate that logs in; tls.mode 'proxy' or 'strict' shows the certificate without logging in by it`,
  );
}

/** The PEM of an option. What is no PEM is the path of a file, and never told where it may be a key by mistake. */
function read(option: keyof TlsOptions, value: string | Uint8Array | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'string')
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1');
  if (value.includes('-----BEGIN ')) return value;
  try {
    return readFileSync(value, 'latin1');
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    const file = option === 'clientCertKey' ? 'its file' : `the file '${value}'`;
    throw invalid(`${WHERE}: option '${option}': ${file} cannot be read (${code})`);
  }
}
