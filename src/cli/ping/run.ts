import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, ServerInfo } from '../../../index.js';
import { withClient } from '../client.ts';
import { UsageError } from '../exit.ts';
import { Output } from '../output.ts';
import { harmless } from '../table/harmless.ts';
import { duration } from '../units.ts';
import type { PingFlags } from './command.ts';

/** Between two attempts. */
const PAUSE_MS = 250;

/** Asks a server who it is, again and again as long as the caller waits for it. */
export async function runPing(url: string | undefined, flags: PingFlags): Promise<void> {
  if (url !== undefined && flags.url !== undefined)
    throw new UsageError('give the address once, as an argument or as --url');
  await withClient({ ...flags, ...(url !== undefined && { url }) }, async (client, signal) => {
    const { info, elapsed } = await answer(client, flags, signal);
    const { version, timezone, displayName } = info;
    const line = `ClickHouse ${version} at ${harmless(displayName)}, time zone ${timezone}, answered in ${duration(elapsed)}\n`;
    if (flags.quiet !== true) await new Output(process.stdout).write(line);
  });
}

async function answer(
  client: Client,
  { wait = 0, timeout = 0 }: PingFlags,
  signal: AbortSignal,
): Promise<{ info: ServerInfo; elapsed: number }> {
  const end = performance.now() + wait;
  for (;;) {
    const begin = performance.now();
    try {
      return { info: await client.connect({ timeout, signal }), elapsed: performance.now() - begin };
    } catch (error) {
      if (signal.aborted || performance.now() + PAUSE_MS > end || !passes(error)) throw error;
    }
    await sleep(PAUSE_MS, undefined, { signal });
  }
}

/** Whether a failure may pass: what is wrong with a login or an address stays wrong. */
function passes(error: unknown): boolean {
  const { retryable, serverCode, name } = error as { retryable?: boolean; serverCode?: number; name?: string };
  return retryable === true || (serverCode === undefined && name !== 'InterfaceError');
}
