/** Options of the client by their names here. */
const flags: Readonly<Record<string, string>> = {
  columnNames: '--columns',
  compress: '--compress',
  compression: '--compression',
  connectTimeout: '--connect-timeout',
  database: '--database',
  format: '--format',
  headers: '--header',
  host: '--host',
  password: '--password',
  port: '--port',
  queryId: '--query-id',
  role: '--role',
  settings: '--setting',
  timeout: '--timeout',
  username: '--user',
};

/** A message of the client, with the names that its options have on the command line. */
export function withFlags(message: string): string {
  return message.replace(/(?:\bthe )?\boption '(\w+)'/g, (text, name: string) =>
    Object.hasOwn(flags, name) ? (flags[name] ?? text) : text,
  );
}
