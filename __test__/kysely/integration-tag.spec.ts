/** The package in use, named in the User-Agent. */
import { sql } from 'kysely';
import test from 'ava';

import { createClient } from '../../src/index.ts';
import { newDb } from '../helpers/kysely.ts';
import { getServer } from '../helpers/server.ts';

const AGENT = 'SELECT http_user_agent FROM system.processes WHERE query_id = queryID()';

test('the User-Agent names Kysely once it is used, where it may', async (t) => {
  const { url } = await getServer();
  await using silent = createClient({ url, sendIntegrationTags: false });
  const db = await newDb();
  const { rows } = await sql<{ http_user_agent: string }>`${sql.raw(AGENT)}`.execute(db);
  t.regex(rows[0]?.http_user_agent ?? '', /\) kysely\/\d+\.\d+\.\d+$/);
  t.notRegex(await silent.command<string>(AGENT), /kysely/);
});
