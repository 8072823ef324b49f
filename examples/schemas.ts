/** Rows that are checked, coming and going, with zod, valibot and arktype. */
import { type } from 'arktype';
import * as v from 'valibot';
import { z } from 'zod';
import { createClient, SchemaError } from 'clickhouse-connect';
import { startServer } from 'clickhouse-connect/embedded';

await using server = await startServer();
await using client = createClient(server.url);
await client.command('CREATE TABLE visits (id UInt64, page String, tags Array(String), at DateTime) ENGINE = Memory');

/** What a browser sends: numbers and texts, of which a schema makes what the table takes. */
const Sent = z.object({
  id: z.coerce.bigint(),
  page: z.string().startsWith('/'),
  tags: z.array(z.string()).default([]),
  at: z.iso.datetime().transform((text) => new Date(text)),
});
const body: unknown[] = JSON.parse(`[
  { "id": 1, "page": "/", "at": "2026-01-01T12:00:00Z" },
  { "id": "18446744073709551615", "page": "/new", "tags": ["mobile"], "at": "2026-01-01T12:05:00Z" }
]`);
const { writtenRows } = await client.insert('visits', body, { schema: Sent });
console.log(`${writtenRows} rows written`);

// Nothing of an array is sent when one of its rows does not fit.
try {
  await client.insert('visits', [...body, { id: 3, page: 'nowhere', at: 'today' }], { schema: Sent });
} catch (error) {
  if (!(error instanceof SchemaError)) throw error;
  console.log(`${error.code}: row ${error.rowIndex}, ${error.path.join('.')}: ${error.issues.length} issues`);
}

// What comes out of a schema is the type of the rows.
const Visit = v.object({ id: v.bigint(), page: v.string(), tags: v.pipe(v.array(v.string()), v.readonly()) });
const result = await client.query('SELECT id, page, tags FROM visits ORDER BY id', { schema: Visit });
for (const { id, page, tags } of result) console.log(id, page.toUpperCase(), tags.length);

// Streams check each row when its turn comes; a row that does not fit ends the query.
const Count = type({ page: 'string', visits: 'bigint' }).pipe(({ page, visits }) => ({ page, visits: Number(visits) }));
const sql = 'SELECT page, count() AS visits FROM visits GROUP BY page ORDER BY page';
for await (const count of client.queryRowsStream(sql, { schema: Count })) console.log(count);

// An inserter tells of batches with such rows as of any others that fail.
{
  await using inserter = client.inserter('visits', {
    schema: Sent,
    onError: ({ error, rows, stored }) => console.log(`${rows.length} rows, stored: ${stored}: ${String(error)}`),
  });
  inserter.add({ id: -1, page: 'nowhere', at: '2026-01-01T12:00:00Z' });
}
console.log('rows in the table:', await client.command('SELECT count() FROM visits'));
