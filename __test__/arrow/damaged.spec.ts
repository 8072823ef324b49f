/**
 * IPC that is cut, or has wrong bytes in its batches: it is refused with an error of ours, or all of it is stored, as far as nobody
 * can tell that it is wrong. What describes the batches is read by the library alone.
 * `DIFFERENTIAL_ROUNDS=500` makes it longer, `DIFFERENTIAL_SEED` another one.
 */
import { readFileSync } from 'node:fs';
import { MessageReader } from 'apache-arrow';
import test from 'ava';

import { DataError, NotSupportedError } from '../../src/index.ts';
import { newClient } from '../helpers/client.ts';
import { seeded } from '../helpers/random-types.ts';
import { seeds } from '../helpers/rounds.ts';

const FILES = ['arrow', 'lz4.feather', 'zstd.arrow', 'deltas.arrow'];
/** Columns that take what the files have, nested and Nullable, where what is missing could become NULL. */
const COLUMNS: Readonly<Record<string, string>> = {
  id: 'Nullable(Int64)',
  c: 'Nullable(String)',
  text: 'Nullable(String)',
  text_view: 'Nullable(String)',
  binary_view: 'Nullable(String)',
  fixed: 'Nullable(FixedString(3))',
  half: 'Nullable(Float64)',
  ms: "Nullable(DateTime64(6, 'UTC'))",
  time64: 'Nullable(Time64(6))',
  month_day_nano: 'Nullable(IntervalDay)',
  d256: 'Nullable(Decimal(76, 10))',
  dictionary: 'LowCardinality(Nullable(String))',
  list_of_dictionaries: 'Array(Nullable(String))',
  fixed_list: 'Array(Nullable(Int32))',
  map: 'Map(String, Nullable(Int32))',
  struct: 'Tuple(a Nullable(Int32), b Nullable(String))',
  dense: 'Variant(Int64, String)',
  sparse: 'Variant(Int64, String)',
};
const names = Object.keys(COLUMNS);

/** Where the bytes of batches and dictionaries lie. */
function bodiesOf(bytes: Buffer): number[] {
  const start = bytes.subarray(0, 6).toString() === 'ARROW1' ? 8 : 0;
  const reader = new MessageReader(bytes.subarray(start));
  const places: number[] = [];
  for (let message = reader.readMessage(); message !== null; message = reader.readMessage()) {
    const body = reader.readMessageBody(message.bodyLength);
    for (let at = 0; at < body.length; at++) places.push(body.byteOffset - bytes.byteOffset + at);
  }
  return places;
}

for (const file of FILES) {
  test(`damage in ${file}`, async (t) => {
    const client = await newClient({ settings: { enable_time_time64_type: 1, allow_suspicious_variant_types: 1 } });
    t.teardown(() => client.close());
    const declared = names.map((name) => `${name} ${COLUMNS[name]}`).join(', ');
    const table = `damaged_${FILES.indexOf(file)}`;
    await client.command(`CREATE TABLE ${table} (${declared}) ENGINE = Memory`);
    const whole = readFileSync(new URL(`../../testdata/arrow/foreign.${file}`, import.meta.url));
    const columnNames = file === 'deltas.arrow' ? ['c'] : names.filter((name) => name !== 'c');
    const bodies = bodiesOf(whole);
    let stored = 0n;
    for (const seed of seeds(60)) {
      const random = seeded(seed);
      const bytes = Buffer.from(whole);
      for (let count = 0; count <= seed % 4; count++) {
        bytes[bodies[Math.floor(random() * bodies.length)] as number] = Math.floor(random() * 256);
      }
      const cut = seed % 5 === 0 ? bytes.subarray(0, Math.floor(random() * bytes.length)) : bytes;
      try {
        const { writtenRows } = await client.insertArrow(table, seed % 2 === 0 ? cut : [cut], { columnNames });
        stored += BigInt(writtenRows);
      } catch (error) {
        t.true(
          error instanceof DataError || error instanceof NotSupportedError,
          `seed ${seed}: ${(error as Error).stack}`,
        );
      }
      t.is(await client.command<bigint>(`SELECT count() FROM ${table}`), stored, `seed ${seed}`);
    }
  });
}
