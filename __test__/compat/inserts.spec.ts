import { Readable } from 'node:stream';
import type { DataFormat, InsertParams } from '@clickhouse/client';
import test from 'ava';

import { apis, connect, same, type Stage } from '../helpers/compat.ts';

const columns = 'id UInt32, name String, tags Array(String), note Nullable(String)';
type Values = Omit<InsertParams<Readable>, 'table'>;

/** Inserts into a new table and gives its rows. */
function inserting(insert: (stage: Stage) => Promise<unknown>): (stage: Stage) => Promise<unknown> {
  return async (stage) => {
    const { client, table } = stage;
    await client.command({ query: `CREATE TABLE ${table} (${columns}) ENGINE Memory` });
    const told = await insert(stage);
    const result = await client.query({ query: `SELECT * FROM ${table} ORDER BY ALL`, format: 'JSONCompactEachRow' });
    return [told, await result.json()];
  };
}

const values =
  (make: () => Values) =>
  async ({ client, table }: Stage): Promise<unknown> => {
    const { executed, query_id, summary, http_status_code } = await client.insert({ table, ...make() });
    return [executed, query_id.length, summary?.written_rows, http_status_code];
  };

const objects = [
  { id: 1, name: 'ä"\n\\', tags: ['x', 'y'], note: null },
  { id: 2, name: '', tags: [], note: '🚀' },
];
const tuples = objects.map((row) => Object.values(row));
const names = ['id', 'name', 'tags', 'note'];
const types = ['UInt32', 'String', 'Array(String)', 'Nullable(String)'];
const meta = names.map((name, index) => ({ name, type: types[index] ?? '' }));
const strings = [['1', 'a', "['x']", 'n']];

const arrays: Partial<Record<DataFormat, unknown[]>> = {
  JSONEachRow: objects,
  JSONStringsEachRow: [{ id: '1', name: 'a', tags: "['x']", note: 'n' }],
  JSONCompactEachRow: tuples,
  JSONCompactStringsEachRow: strings,
  JSONCompactEachRowWithNames: [names, ...tuples],
  JSONCompactEachRowWithNamesAndTypes: [names, types, ...tuples],
  JSONCompactStringsEachRowWithNames: [names, ...strings],
  JSONCompactStringsEachRowWithNamesAndTypes: [names, types, ...strings],
};

for (const [format, rows] of Object.entries(arrays) as [DataFormat, unknown[]][]) {
  test(`arrays and streams of ${format} are inserted alike`, async (t) => {
    for (const make of [() => rows, () => Readable.from(rows)]) {
      const outcome = await same(t, inserting(values(() => ({ values: make(), format }))));
      t.true('value' in outcome);
    }
  });
}

const documents: Partial<Record<DataFormat, unknown>> = {
  JSON: { meta: [], data: objects },
  JSONCompact: { meta, data: tuples },
  JSONColumnsWithMetadata: { meta, data: { id: [1], name: ['a'], tags: [['x']], note: [null] } },
  JSONObjectEachRow: { first: objects[0], second: objects[1] },
};

for (const [format, document] of Object.entries(documents) as [DataFormat, never][]) {
  test(`a document of ${format} is inserted alike`, async (t) => {
    const outcome = await same(t, inserting(values(() => ({ values: document, format }))));
    t.true('value' in outcome);
  });
}

const texts: Partial<Record<DataFormat, string>> = {
  CSV: '1,"a""b","[\'x\']",\\N\n2,c,[],d\n',
  CSVWithNames: 'note,id,name,tags\nd,2,c,[]\n',
  CSVWithNamesAndTypes: 'id,name\nUInt32,String\n2,c\n',
  TabSeparated: "1\ta\\tb\t['x']\t\\N\n",
  TabSeparatedRaw: '1\ta\t[]\tn\n',
  TabSeparatedWithNames: 'name\tid\nx\t3\n',
  TabSeparatedWithNamesAndTypes: 'name\tid\nString\tUInt32\nx\t3\n',
  CustomSeparated: '1\ta\t[]\tn\n',
  CustomSeparatedWithNames: 'id\tname\n1\ta\n',
  CustomSeparatedWithNamesAndTypes: 'id\tname\nUInt32\tString\n1\ta\n',
};

for (const [format, text] of Object.entries(texts) as [DataFormat, string][]) {
  test(`bytes of ${format} are inserted alike`, async (t) => {
    for (const pieces of [[text], text.split(/(?<=,|\t)/), [Buffer.from(text)]]) {
      const make = (): Readable => Readable.from(pieces, { objectMode: false });
      const outcome = await same(t, inserting(values(() => ({ values: make(), format }))));
      t.true('value' in outcome);
    }
  });
}

test('Parquet that was read is inserted', async (t) => {
  const outcome = await same(
    t,
    inserting(async ({ client, table }) => {
      const query = "SELECT 1::UInt32 AS id, 'a' AS name, ['x'] AS tags, 'n' AS note FORMAT Parquet";
      const { stream } = await client.exec({ query });
      await client.insert({ table, values: stream, format: 'Parquet' });
    }),
  );
  t.deepEqual(outcome, { value: [undefined, [[1, 'a', ['x'], 'n']]] });
});

test('some of the columns can be named, or left out', async (t) => {
  await same(t, inserting(values(() => ({ values: [[7, 'x']], columns: ['id', 'name'] }))));
  await same(t, inserting(values(() => ({ values: [[7, 'x']], columns: { except: ['tags', 'note'] } }))));
});

test('nothing to insert sends nothing', async (t) => {
  const outcome = await same(t, async ({ client }) => client.insert({ table: 'nowhere', values: [] }));
  t.deepEqual(outcome, { value: { executed: false, query_id: '', response_headers: {} } });
});

test('a stream without rows is inserted all the same', async (t) => {
  await same(t, inserting(values(() => ({ values: Readable.from([]), format: 'JSONEachRow' }))));
  await same(t, async ({ client }) => client.insert({ table: 'nowhere', values: Readable.from([]) }));
});

test('many rows arrive, from arrays and streams', async (t) => {
  const rows = Array.from({ length: 30_000 }, (_, id) => ({ id, name: `row ${id} ä`, tags: [String(id)], note: null }));
  for (const make of [() => rows, () => Readable.from(rows)]) {
    const outcome = await same(t, async (stage) => {
      const { client, table } = stage;
      await inserting(values(() => ({ values: make(), format: 'JSONEachRow' })))(stage);
      const result = await client.query({
        query: `SELECT count() AS n, sum(cityHash64(*)) AS hash FROM ${table}`,
        format: 'CSV',
      });
      return await result.text();
    });
    t.regex(String((outcome as { value: unknown }).value), /^30000,/);
  }
});

test('compressed inserts arrive', async (t) => {
  for (const codec of ['gzip', 'br'] as const) {
    const insert = inserting(values(() => ({ values: objects, format: 'JSONEachRow' })));
    t.true('value' in (await same(t, insert, { compression: { request: { codec }, response: { codec } } })));
  }
});

test('values that do not go with their format are refused the same way', async (t) => {
  const bytes = (): Readable => Readable.from(['x'], { objectMode: false });
  const wrong: readonly (() => Values)[] = [
    () => ({ values: 'text' as never }),
    () => ({ values: 5 as never, format: 'JSONEachRow' }),
    () => ({ values: bytes(), format: 'JSONEachRow' }),
    () => ({ values: Readable.from([{}]), format: 'CSV' }),
    () => ({ values: [[1]], format: 'CSV' }),
    () => ({ values: [{ id: 1n }], format: 'JSONEachRow' }),
  ];
  for (const make of wrong) t.true('error' in (await same(t, inserting(values(make)))));
  // @clickhouse/client throws it where nobody can catch it.
  const rows = Readable.from([[1, 2]]);
  await t.throwsAsync(
    connect(apis.ours).then((client) => client.insert({ table: 't', values: rows, format: 'RowBinary' as never })),
    {
      message: 'The client does not support JSON encoding in [RowBinary] format.',
    },
  );
});

test('what the server refuses is the same error', async (t) => {
  await same(t, async ({ client }) => client.insert({ table: 'no_database.at_all', values: [[1]] }));
  await same(t, inserting(values(() => ({ values: [{ id: 'x' }], format: 'JSONEachRow' }))));
  await same(t, inserting(values(() => ({ values: [{ unknown: 1 }], format: 'JSONEachRow' }))));
});

test('what a stream fails with is the error', async (t) => {
  await same(
    t,
    inserting(async ({ client, table }) => {
      const failing = Readable.from(
        (async function* () {
          yield { id: 1 };
          throw new Error('the source is gone');
        })(),
      );
      await client.insert({ table, values: failing, format: 'JSONEachRow' });
    }),
  );
});

test('an array may be changed or emptied as soon as its insert was called', async (t) => {
  await same(
    t,
    inserting(async ({ client, table }) => {
      const rows = Array.from({ length: 40_000 }, (_, id) => ({ id, name: 'a name', tags: ['x'], note: null }));
      const inserted = client.insert({ table, values: rows, format: 'JSONEachRow' });
      for (const row of rows) row.name = 'another';
      rows.length = 0;
      return (await inserted).executed;
    }),
  );
});

test('nothing of an array is stored when one of its rows has no JSON', async (t) => {
  await same(
    t,
    inserting(async ({ client, table }) => {
      const rows: unknown[] = Array.from({ length: 40_000 }, (_, id) => ({ id, name: 'a name', tags: [], note: null }));
      rows.push({ id: 1n });
      const inserted = client.insert({ table, values: rows, format: 'JSONEachRow' });
      return await inserted.then(
        () => 'stored',
        (error: unknown) => (error as Error).name,
      );
    }),
  );
});
