/** The options that every command has that speaks to a server. */
import type { Command } from 'commander';
import type { ClientOptions } from '../../index.js';
import { UsageError } from './exit.ts';
import { header, oneMore, pair, seconds, wholeNumber } from './option-values.ts';
import { askPassword, readSecret } from './secret.ts';

export interface ConnectionFlags {
  readonly url?: string;
  readonly host?: string;
  readonly port?: number;
  readonly user?: string;
  readonly password?: string;
  readonly passwordFile?: string;
  readonly askPassword?: boolean;
  readonly tokenFile?: string;
  readonly database?: string;
  readonly role?: readonly string[];
  readonly secure?: boolean;
  readonly caCert?: string;
  readonly clientCert?: string;
  readonly clientKey?: string;
  readonly serverName?: string;
  readonly insecure?: boolean;
  readonly header?: Readonly<Record<string, string>>;
  readonly compress?: string;
  readonly connectTimeout?: number;
  readonly setting?: Readonly<Record<string, string>>;
}

/** The option that every command has. */
export const verbose = ['--verbose', 'tell failures with their stacks'] as const;

/** Adds them to a command. */
export function connected(command: Command): Command {
  return command
    .optionsGroup('Connection:')
    .option('-u, --url <url>', 'address of the server, such as https://user@host:8443/database')
    .option('--host <name>', 'host, instead of a URL')
    .option('--port <number>', 'port of its HTTP interface', wholeNumber)
    .option('--secure', 'use TLS')
    .option('--user <name>', 'user to log in as')
    .option('--password <text>', 'password; others on this machine may see it')
    .option('--password-file <file>', 'file whose first line is the password')
    .option('--ask-password', 'ask for the password on the terminal')
    .option('--token-file <file>', 'file whose first line is an access token')
    .option('-d, --database <name>', 'database of names without one')
    .option('--role <name>', 'role to act in; may be repeated', oneMore)
    .option('--ca-cert <file>', 'issuers of certificates to trust (PEM); "bundled" are those of Mozilla')
    .option('--client-cert <file>', 'certificate to log in with (PEM)')
    .option('--client-key <file>', 'its private key (PEM)')
    .option('--server-name <name>', 'name that the certificate of the server must bear')
    .option('--insecure', 'believe any certificate')
    .option('--header <name: value>', 'further header of requests; may be repeated', header)
    .option('--compress <codec>', 'compression on the way: lz4, zstd, gzip, br, deflate or none')
    .option('--connect-timeout <seconds>', 'how long opening a connection may take', seconds)
    .option('-s, --setting <name=value>', 'setting of the server; may be repeated', pair)
    .optionsGroup('Options:')
    .option(...verbose);
}

/** What the options mean to a client. */
export async function clientOptions(flags: ConnectionFlags): Promise<ClientOptions> {
  const { url, host, port, user, database, role, secure, header: headers, compress, connectTimeout, setting } = flags;
  const [password, accessToken] = await secrets(flags);
  return {
    url,
    host,
    port,
    secure,
    username: user,
    password,
    accessToken,
    database,
    role,
    headers,
    connectTimeout,
    compress: compress === 'none' ? false : (compress as ClientOptions['compress']),
    settings: setting,
    tls: tlsOptions(flags),
    clientName: 'clickhouse-connect-cli',
  };
}

async function secrets(flags: ConnectionFlags): Promise<[password: string | undefined, token: string | undefined]> {
  const { password, passwordFile, askPassword: ask, tokenFile } = flags;
  const given = Object.entries({ '--password': password, '--password-file': passwordFile, '--ask-password': ask });
  const [first, second] = given.filter(([, value]) => value !== undefined);
  if (first !== undefined && second !== undefined) throw new UsageError(`give either ${first[0]} or ${second[0]}`);
  const token = tokenFile === undefined ? undefined : await readSecret(tokenFile);
  if (passwordFile !== undefined) return [await readSecret(passwordFile), token];
  return [ask === true ? await askPassword() : password, token];
}

function tlsOptions(flags: ConnectionFlags): ClientOptions['tls'] {
  const { caCert, clientCert, clientKey: clientCertKey, serverName: serverHostName, insecure } = flags;
  const tls = { caCert, clientCert, clientCertKey, serverHostName, verify: insecure === true ? false : undefined };
  return Object.values(tls).every((value) => value === undefined) ? undefined : tls;
}
