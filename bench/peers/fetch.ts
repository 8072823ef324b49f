import { atOnce, sequential } from '../ask.ts';
import type { NodeTasks } from '../node.ts';

/** What Node itself can do. */
export const tasks: NodeTasks = {
  'SELECT 1': ({ url, rows }) => ({ run: sequential(rows, () => ask(url)) }),
  'SELECT 1 at once': ({ url, rows }) => ({ run: atOnce(rows, () => ask(url)) }),
};

async function ask(url: string): Promise<number> {
  const response = await fetch(url, { method: 'POST', body: 'SELECT 1' });
  return Number(await response.text());
}
