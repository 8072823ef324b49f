import test from 'ava';

import { goesBack, nests, reads, rejects, rejectsTheLast, writes } from '../helpers/columns.ts';

const fromText = (text: string) => text;

/** Types of each width, with texts up to their limits. */
const types: [type: string, texts: string[]][] = [
  ['Decimal(1, 0)', ['0', '9', '-9']],
  ['Decimal(9, 2)', ['0.00', '0.01', '-0.01', '1.50', '-1.25', '9999999.99', '-9999999.99']],
  ['Decimal(9, 9)', ['0.000000000', '0.000000001', '-0.999999999']],
  ['Decimal(18, 0)', ['0', '999999999999999999', '-999999999999999999']],
  ['Decimal(18, 10)', ['0.0000000001', '99999999.9999999999', '-99999999.9999999999', '-1.0000000000']],
  ['Decimal(38, 10)', [`${'9'.repeat(28)}.${'9'.repeat(10)}`, `-${'9'.repeat(28)}.${'9'.repeat(10)}`, '-0.0000000001']],
  ['Decimal(38, 38)', [`0.${'9'.repeat(38)}`, `-0.${'0'.repeat(37)}1`]],
  ['Decimal(76, 38)', [`${'9'.repeat(38)}.${'9'.repeat(38)}`, `-${'1234567890'.repeat(3)}.${'0'.repeat(38)}`]],
  ['Decimal(76, 76)', [`-0.${'9'.repeat(76)}`, `0.${'0'.repeat(75)}1`]],
];

/** `toString` would leave out the zeros at the end. */
const withScale = (type: string) => `toDecimalString(x, ${/, (\d+)\)/.exec(type)?.[1]})`;

const rows = (type: string, texts: readonly string[]) =>
  `SELECT CAST(arrayJoin([${texts.map((text) => `'${text}'`).join(', ')}]), '${type}') AS x`;

for (const [type, texts] of types) {
  test(`${type} is a text with all its digits`, async (t) => {
    const text = withScale(type);
    await reads(t, rows(type, texts), { text, fromText });
    await reads(t, `SELECT arrayJoin([toNullable(CAST('${texts.at(-1)}', '${type}')), NULL]) AS x`, { text, fromText });
    await nests(t, type, rows(type, texts));
    await writes(
      t,
      type,
      texts.map((each) => [each, each]),
      text,
    );
  });
}

test('Decimal takes texts, numbers and bigints', async (t) => {
  await writes(
    t,
    'Decimal(18, 4)',
    [
      ['1.5', '1.5000'],
      ['1.50000000', '1.5000'],
      ['+1', '1.0000'],
      ['-.5', '-0.5000'],
      ['5.', '5.0000'],
      ['1e2', '100.0000'],
      ['1.5E-1', '0.1500'],
      ['10000e-8', '0.0001'],
      ['0e9999', '0.0000'],
      ['-0', '0.0000'],
      ['0000000000000000000000001.5', '1.5000'],
      [1.5, '1.5000'],
      [-0, '0.0000'],
      [0.1, '0.1000'],
      [1e-4, '0.0001'],
      [-1234.5678, '-1234.5678'],
      [1e13, '10000000000000.0000'],
      [12n, '12.0000'],
      [-(10n ** 13n), '-10000000000000.0000'],
    ],
    withScale('Decimal(18, 4)'),
  );
  await writes(
    t,
    'Decimal(76, 10)',
    [
      [1e-7, '0.0000001000'],
      [1e21, '1000000000000000000000.0000000000'],
      [2n ** 200n, `${2n ** 200n}.0000000000`],
    ],
    withScale('Decimal(76, 10)'),
  );
});

test('Decimal refuses what it cannot hold', async (t) => {
  await rejects(t, 'Decimal(9, 2)', '1.5', [
    ['1.234', /1\.234 has more than 2 digits after the point/],
    [1.005, /1\.005 has more than 2 digits after the point/],
    [0.1 + 0.2, /more than 2 digits/],
    ['1e-3', /more than 2 digits/],
    ['1e-999', /more than 2 digits/],
    ['10000000', /out of the range of Decimal\(9, 2\)/],
    [1e7, /out of the range/],
    [10n ** 7n, /out of the range/],
    [-(10n ** 7n), /out of the range/],
    ['1e9999', /out of the range/],
    [Number.NaN, /expected a decimal number, got NaN/],
    [Number.POSITIVE_INFINITY, /expected a decimal number, got Infinity/],
    ['', /expected a decimal number, got ''/],
    ['.', /expected a decimal number/],
    ['-', /expected a decimal number/],
    ['e5', /expected a decimal number/],
    ['1e', /expected a decimal number/],
    [' 1', /expected a decimal number/],
    ['1 ', /expected a decimal number/],
    ['1,5', /expected a decimal number/],
    ['0x1', /expected a decimal number/],
    [true, /expected a decimal text, number or bigint, got true/],
    [null, /null in a column that is not Nullable/],
    [undefined, /undefined in a column that is not Nullable/],
    [{}, /expected a decimal text/],
  ]);
  await rejectsTheLast(t, 'Decimal(9, 2)', '1.5', '1.555');
  await rejectsTheLast(t, 'Decimal(76, 3)', 1n, 10n ** 73n);
});

test('decimals of any digits go back unchanged', async (t) => {
  const structure =
    'a Decimal(9, 3), b Decimal(18, 9), c Decimal(38, 19), d Decimal(76, 20), e Nullable(Decimal(38, 0))';
  await goesBack(t, `SELECT * FROM generateRandom('${structure}', 3) LIMIT 3000`);
});
