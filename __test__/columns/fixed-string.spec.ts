import test from 'ava';

import { getClient, goesBack, nests, reads, rejects, rejectsTheLast, writes } from '../helpers/columns.ts';

const text = 'hex(x)';
const fromText = (hex: string) => Buffer.from(hex, 'hex');
const rows =
  "SELECT toFixedString(unhex(arrayJoin(['', '00', '616263', '61006200', 'FFFEFDFC', 'C3A9', 'F09F9880'])), 4) AS x";

test('FixedString is a Buffer of all its bytes', async (t) => {
  await reads(t, rows, { text, fromText });
  await reads(t, "SELECT arrayJoin([toNullable(toFixedString('ab', 3)), NULL]) AS x", { text, fromText });
  await reads(t, "SELECT toFixedString(arrayJoin(['', 'x']), 1) AS x", { text, fromText });
  await reads(t, "SELECT toFixedString(repeat('ab', 150), 300) AS x", { text, fromText });
});

test('FixedString is the same inside of other types', async (t) => {
  await nests(t, 'FixedString(4)', rows, { lowCardinality: true });
});

test('FixedString takes texts and bytes, padded with NULs', async (t) => {
  const bytes = Uint8Array.of(0xff, 0, 0xfe, 1);
  await writes(
    t,
    'FixedString(4)',
    [
      ['', '00000000'],
      ['a', '61000000'],
      ['abcd', '61626364'],
      ['é', 'C3A90000'],
      ['😀', 'F09F9880'],
      ['a\0b', '61006200'],
      [Buffer.from(bytes), 'FF00FE01'],
      [bytes, 'FF00FE01'],
      [bytes.subarray(2), 'FE010000'],
      [bytes.buffer, 'FF00FE01'],
    ],
    text,
  );
});

test('FixedString refuses what is too long, and what is neither text nor bytes', async (t) => {
  await rejects(t, 'FixedString(4)', 'good', [
    ['abcde', /5 bytes do not fit into FixedString\(4\)/],
    ['ééé', /6 bytes do not fit/],
    [Buffer.alloc(5), /5 bytes do not fit/],
    ['\ud800', /half of a surrogate pair/],
    [1, /expected a string or bytes, got 1/],
    [null, /null in a column that is not Nullable/],
    [undefined, /undefined in a column that is not Nullable/],
    [['a'], /expected a string or bytes/],
  ]);
  await rejectsTheLast(t, 'FixedString(4)', 'good', 'too long');
});

test('FixedString of any bytes goes back unchanged', async (t) => {
  await goesBack(
    t,
    "SELECT * FROM generateRandom('a FixedString(1), b FixedString(17), c Nullable(FixedString(8))', 2) LIMIT 3000",
  );
});

test('a Buffer of a result is a copy', async (t) => {
  const result = await (await getClient()).query<{ x: Buffer }>("SELECT toFixedString('abc', 3) AS x");
  const [first] = result.rows();
  first?.x.fill(0);
  t.deepEqual(result.rows()[0]?.x, Buffer.from('abc'));
});
