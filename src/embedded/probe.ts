import { request } from 'node:http';

/** What a server says about itself. */
export interface Identity {
  readonly version: string;
  /** Its data directory, by which two servers are told apart. */
  readonly path: string;
}

/** Longer than any answer of a server that starts takes; a stuck one is asked again. */
const ANSWER_MS = 10_000;

const question = `SELECT version() AS version, value AS path FROM system.server_settings WHERE name = 'path' FORMAT JSONEachRow`;

/** Whether a server answers on the port. */
export async function ping(host: string, port: number, signal: AbortSignal): Promise<boolean> {
  try {
    return (await send(host, port, '/ping', '', signal)).startsWith('Ok.');
  } catch {
    return false;
  }
}

/** Asks which server answers on the port. */
export async function identify(host: string, port: number, signal: AbortSignal): Promise<Identity> {
  return JSON.parse(await send(host, port, '/', question, signal)) as Identity;
}

function send(host: string, port: number, path: string, body: string, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    // A connection of its own for each question: an idle one would hold up the server when it closes.
    const options = {
      host,
      port,
      path,
      method: body === '' ? 'GET' : 'POST',
      agent: false,
      timeout: ANSWER_MS,
      signal,
    };
    const outgoing = request(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        const text = Buffer.concat(chunks).toString();
        if (response.statusCode === 200) resolve(text);
        else reject(new Error(text.trim()));
      });
    });
    outgoing.once('error', reject);
    outgoing.once('timeout', () => outgoing.destroy(new Error('no answer')));
    outgoing.end(body);
  });
}
