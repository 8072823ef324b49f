import test from 'ava';

import { goesBack, nests, reads, rejects, rejectsTheLast, writes } from '../helpers/columns.ts';

const types: [type: string, lowest: bigint, highest: bigint][] = [
  ['UInt128', 0n, 2n ** 128n - 1n],
  ['UInt256', 0n, 2n ** 256n - 1n],
  ['Int128', -(2n ** 127n), 2n ** 127n - 1n],
  ['Int256', -(2n ** 255n), 2n ** 255n - 1n],
];

/** Values whose limbs of 64 bits are all different, and those at which a limb flows over. */
const middle = [
  '0',
  '1',
  '255',
  String(2n ** 63n),
  String(2n ** 64n),
  String(0x0123_4567_89ab_cdef_fedc_ba98_7654_3210n),
];

const rows = (type: string, texts: readonly string[]) =>
  `SELECT to${type}(arrayJoin([${texts.map((text) => `'${text}'`).join(', ')}])) AS x`;

for (const [type, lowest, highest] of types) {
  const texts = [lowest, highest].map(String).concat(middle, lowest < 0n ? ['-1', String(-(2n ** 64n)), '-12345'] : []);

  test(`${type} is a bigint from its lowest to its highest value`, async (t) => {
    await reads(t, rows(type, texts), { fromText: BigInt });
    await reads(t, `SELECT arrayJoin([toNullable(to${type}('${highest}')), NULL]) AS x`, { fromText: BigInt });
    await nests(t, type, rows(type, texts));
  });

  test(`${type} takes bigints, safe integers, booleans and texts`, async (t) => {
    await writes(t, type, [
      ...texts.map((text): [unknown, string] => [BigInt(text), text]),
      ...texts.map((text): [unknown, string] => [text, text]),
      [`+${highest}`, String(highest)],
      [Number.MAX_SAFE_INTEGER, '9007199254740991'],
      [-0, '0'],
      [true, '1'],
      [false, '0'],
    ]);
  });

  test(`${type} refuses what it cannot hold`, async (t) => {
    await rejects(t, type, 1n, [
      [lowest - 1n, /out of the range/],
      [highest + 1n, /out of the range/],
      [String(highest + 1n), /out of the range/],
      [10n ** 100n, /^row 2: 10+…? ?is out of the range/],
      [2 ** 53, /expected a bigint for an integer beyond 2\^53/],
      [0.5, /expected an integer, got 0\.5/],
      [Number.NaN, /expected an integer, got NaN/],
      ['1.5', /expected an integer, got '1\.5'/],
      ['', /expected an integer/],
      [null, /null in a column that is not Nullable/],
      [undefined, /undefined in a column that is not Nullable/],
      [{}, /expected an integer/],
    ]);
    await rejectsTheLast(t, type, lowest, highest + 1n);
  });
}

test('wide integers of any bits go back unchanged', async (t) => {
  await goesBack(t, "SELECT * FROM generateRandom('a UInt128, b UInt256, c Int128, d Int256', 1) LIMIT 5000");
});
