import type { DataFormat } from '@clickhouse/client';
import test from 'ava';

import { apis, outcomes, same } from '../helpers/compat.ts';

const { StreamableFormats, SupportedJSONFormats, SupportedRawFormats, SingleDocumentJSONFormats } = apis.theirs;
const every = [...SupportedJSONFormats, ...SupportedRawFormats] as DataFormat[];

/** Values of many types, texts with what formats escape, and enough rows for several pieces. */
const query = `
  SELECT number, toInt64(-number) * 1000000007 AS big, number / 7 AS ratio,
    concat('ä"\\'\\\\,;\\n\\r\\t🚀', toString(number)) AS text, toDate('2024-02-29') + number AS day,
    toDateTime64('2024-02-29 12:34:56.789', 3, 'UTC') AS at, [number, NULL] AS list,
    map('a', number) AS pairs, (number, 'b') AS pair, toDecimal64(number, 4) AS price, CAST(NULL, 'Nullable(String)') AS nothing,
    toUUID('61f0c404-5cb3-11e7-907b-a6006ad3dba0') AS id, number % 2 = 0 AS even
  FROM numbers(3000) ORDER BY number -- and a comment`;

/** Without what is of one moment. */
function timeless(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, inner: unknown) => (key === 'statistics' ? undefined : inner)));
}

const withoutTimes = (text: string): string => text.replace(/"elapsed(?:_ns)?":\s*"?[\d.e-]+"?/g, '');

for (const format of every) {
  test(`${format} is the same as a text`, async (t) => {
    const outcome = await same(t, async ({ client }) => {
      const result = await client.query({ query, format });
      const text = await result.text();
      return format === 'JSONEachRowWithProgress'
        ? text.split('\n').filter((row) => row.startsWith('{"row"'))
        : withoutTimes(text);
    });
    t.true('value' in outcome);
  });

  test(`${format} is the same as values`, async (t) => {
    await same(t, async ({ client }) => {
      const result = await client.query({ query, format });
      const value: unknown = await result.json();
      return format === 'JSONEachRowWithProgress' ? (value as object[]).filter((row) => 'row' in row) : timeless(value);
    });
  });

  test(`${format} is the same as a stream of rows`, async (t) => {
    if (format === 'Parquet') {
      t.pass('its bytes are no lines');
      return;
    }
    const outcome = await same(t, async ({ client }) => {
      const result = await client.query({ query, format });
      const texts: string[] = [];
      const values: unknown[] = [];
      for await (const rows of result.stream<unknown>() as AsyncIterable<{ text: string; json(): unknown }[]>) {
        for (const row of rows) {
          if (format === 'JSONEachRowWithProgress' && !row.text.startsWith('{"row"')) continue;
          texts.push(row.text);
          if (format.startsWith('JSON')) values.push(row.json(), row.json());
        }
      }
      return { texts, values };
    });
    t.is('value' in outcome, (StreamableFormats as readonly string[]).includes(format));
  });
}

test('rows of JSON that are no JSON are refused by those alone', async (t) => {
  await same(
    t,
    async ({ client }) => {
      const format = 'CustomSeparated';
      const result = await client.query({ query: "SELECT arrayJoin(['1', 'x', '[2]'])", format });
      const all: unknown[] = [];
      for await (const rows of result.stream()) {
        for (const row of rows as unknown as { json(): unknown }[]) {
          try {
            all.push(row.json());
          } catch (error) {
            all.push((error as Error).name);
          }
        }
      }
      return all;
    },
    { clickhouse_settings: { format_custom_escaping_rule: 'Raw' } },
  );
});

test('a row without an end is not lost, as it is with @clickhouse/client', async (t) => {
  const clickhouse_settings = { format_custom_row_after_delimiter: '', format_custom_row_between_delimiter: '\n' };
  const { ours, theirs } = await outcomes(
    async ({ client }) => {
      const result = await client.query({ query: 'SELECT number FROM numbers(3)', format: 'CustomSeparated' });
      const texts: string[] = [];
      for await (const rows of result.stream()) texts.push(...rows.map(({ text }) => text));
      return texts;
    },
    { clickhouse_settings },
  );
  t.deepEqual(ours, { value: ['0', '1', '2'] });
  t.deepEqual(theirs, { value: ['0', '1'] });
});

test('a carriage return before the end of a row is data, and no exception as it is to @clickhouse/client', async (t) => {
  const { ours, theirs } = await outcomes(async ({ client }) => {
    const result = await client.query({ query: "SELECT 'a\\r' FROM numbers(2)", format: 'TabSeparatedRaw' });
    const texts: string[] = [];
    for await (const rows of result.stream()) texts.push(...rows.map(({ text }) => text));
    return texts;
  });
  t.deepEqual(ours, { value: ['a\r', 'a\r'] });
  t.true('error' in theirs);
});

test('a row that is asked twice gives two values', async (t) => {
  await same(t, async ({ client }) => {
    const result = await client.query({ query: 'SELECT 1 AS a, [2] AS b', format: 'JSONEachRow' });
    for await (const [row] of result.stream<{ a: number; b: number[] }>()) {
      const first = row?.json();
      first?.b.push(3);
      return [first, row?.json(), row?.json()];
    }
    return undefined;
  });
});

test('an empty result is the same', async (t) => {
  for (const format of SupportedJSONFormats) {
    await same(t, async ({ client }) => {
      const result = await client.query({ query: 'SELECT 1 AS a WHERE 0', format: format as DataFormat });
      const value: unknown = await result.json();
      return format === 'JSONEachRowWithProgress' ? (value as object[]).filter((row) => 'row' in row) : timeless(value);
    });
  }
});

test('totals and extremes come with their formats', async (t) => {
  for (const format of [...SingleDocumentJSONFormats, 'JSONEachRow'] as const) {
    await same(t, async ({ client }) => {
      const result = await client.query({
        query: 'SELECT number % 3 AS n, count() AS c FROM numbers(10) GROUP BY n WITH TOTALS ORDER BY n',
        format,
        clickhouse_settings: { extremes: 1 },
      });
      return timeless(await result.json());
    });
  }
});

test('functions of the user read and write JSON', async (t) => {
  const seen: string[] = [];
  const json = {
    parse: <T>(text: string): T => {
      seen.push(text);
      return JSON.parse(text, (key, value: unknown) => (key === 'n' ? BigInt(value as number) : value)) as T;
    },
    stringify: (value: unknown): string =>
      JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner)),
  };
  await same(
    t,
    async ({ client, table }) => {
      seen.length = 0;
      await client.command({ query: `CREATE TABLE ${table} (n UInt32) ENGINE Memory` });
      await client.insert({ table, values: [{ n: 1n }, { n: 2n }], format: 'JSONEachRow' });
      seen.length = 0;
      const result = await client.query({ query: `SELECT n FROM ${table} ORDER BY n`, format: 'JSONEachRow' });
      return [await result.json(), [...seen]];
    },
    { json },
  );
});
