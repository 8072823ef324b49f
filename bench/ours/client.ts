import { type Client, createClient } from 'clickhouse-connect';

import type { Assignment } from '../task.ts';

export function connect({ url, compression }: Assignment): Client {
  return createClient(compression === '' ? { url } : { url, compress: compression });
}
