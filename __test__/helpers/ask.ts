import type { Server } from '../../embedded.js';

/** Runs a statement on a server without the client under test; rejects with the server's text. */
export async function ask(
  server: Pick<Server, 'url'>,
  sql: string,
  login?: { username: string; password?: string },
): Promise<string> {
  const headers = {
    connection: 'close',
    ...(login === undefined ? {} : { 'x-clickhouse-user': login.username, 'x-clickhouse-key': login.password ?? '' }),
  };
  const response = await fetch(server.url, { method: 'POST', body: sql, headers });
  const text = (await response.text()).trim();
  if (!response.ok) throw new Error(text);
  return text;
}
