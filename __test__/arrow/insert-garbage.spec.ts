/** What lies under a NULL has no meaning: any bytes may, and no column may refuse them. */
import * as arrow from 'apache-arrow';
import test from 'ava';

import { getClient, makeTable } from '../helpers/client.ts';

/** Three values, of which the second is NULL. */
function column(type: arrow.DataType, data: arrow.Data['values']): arrow.Table {
  const make = arrow.makeData as unknown as (properties: object) => arrow.Data;
  const column = make({ type, length: 3, nullCount: 1, nullBitmap: Uint8Array.of(0b101), data });
  return new arrow.Table({ c: new arrow.Vector([column]) });
}

const FAR = -(1n << 62n);
const cases: readonly (readonly [type: string, data: arrow.Table, first: string, last: string])[] = [
  ['Int8', column(new arrow.Int32(), Int32Array.of(1, 99_999, 2)), '1', '2'],
  ['UInt64', column(new arrow.Int64(), BigInt64Array.of(1n, -5n, 2n)), '1', '2'],
  ['Float32', column(new arrow.Float64(), Float64Array.of(1, 1e300, 2)), '1', '2'],
  ['Date', column(new arrow.DateDay(), Int32Array.of(1, -5, 2)), '1970-01-02', '1970-01-03'],
  ['Date32', column(new arrow.DateDay(), Int32Array.of(1, 5_000_000, 2)), '1970-01-02', '1970-01-03'],
  [
    "DateTime('UTC')",
    column(new arrow.TimestampSecond(), BigInt64Array.of(1n, FAR, 2n)),
    '1970-01-01 00:00:01',
    '1970-01-01 00:00:02',
  ],
  [
    "DateTime64(3, 'UTC')",
    column(new arrow.TimestampMillisecond(), BigInt64Array.of(1n, FAR, 2n)),
    '1970-01-01 00:00:00.001',
    '1970-01-01 00:00:00.002',
  ],
  ['Time64(3)', column(new arrow.DurationMillisecond(), BigInt64Array.of(1n, FAR, 2n)), '00:00:00.001', '00:00:00.002'],
  [
    'Decimal(9, 2)',
    column(new arrow.Decimal(2, 9), Uint32Array.of(1, 0, 0, 0, 5, 5, 5, 5, 2, 0, 0, 0)),
    '0.01',
    '0.02',
  ],
];

for (const [type, data, first, last] of cases) {
  test(`${String(data.schema.fields[0]?.type)} into Nullable(${type})`, async (t) => {
    const client = await getClient();
    const table = await makeTable(`c Nullable(${type}), l Array(Nullable(${type}))`, 'ENGINE = Memory');
    await client.insertArrow(table, data);
    await client.insertArrow(table, arrow.tableToIPC(data));
    await client.insertArrow(table, data.slice(1));
    const stored = await client.query(`SELECT toString(c) AS text FROM ${table} SETTINGS max_threads = 1`);
    t.deepEqual(stored.column('text').toArray(), [first, null, last, first, null, last, null, last]);
  });
}
