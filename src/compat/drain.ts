import type { Readable } from 'node:stream';

/** Reads a stream to its end and forgets what comes. */
export function drainStream(stream: Readable): Promise<void> {
  return new Promise((resolve, reject) => {
    if (stream.errored) return reject(stream.errored);
    if (stream.readableEnded || stream.closed) return resolve();
    stream.once('error', reject);
    stream.once('end', resolve);
    stream.once('close', resolve);
    stream.resume();
  });
}
