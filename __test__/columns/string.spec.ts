import test from 'ava';

import {
  createTable,
  fingerprint,
  getClient,
  goesBack,
  nests,
  reads,
  rejects,
  rejectsTheLast,
  same,
  writes,
} from '../helpers/columns.ts';

const text = 'hex(x)';
const fromText = (hex: string) => Buffer.from(hex, 'hex').toString();
const rows = (hex: readonly string[]) => `SELECT unhex(arrayJoin([${hex.map((each) => `'${each}'`).join(', ')}])) AS x`;
const hexOf = (value: string) => Buffer.from(value).toString('hex').toUpperCase();

const ascii = ['', 'a', '\0', 'a\0b', ' leading and trailing ', 'it\'s \\ "quoted" `so`', '\t\r\n', '\x7f'];
const unicode = [
  'é',
  'straße',
  '\u0800',
  '漢字',
  '\uffff',
  '\ufeffmark',
  '😀',
  '👨‍👩‍👧',
  'a😀\0é',
  '\u{10ffff}',
  'e\u0301',
];
const invalid = ['FF', '80', 'C3', '61C3', 'E282', 'F09F98', 'EDA080', 'C0AF', 'F4908080', '61FF62', 'E9'];

test('String is a string of ASCII, with NULs and empty ones', async (t) => {
  await reads(t, rows(ascii.map(hexOf)), { text, fromText });
  await reads(t, "SELECT arrayJoin(['', 'a', NULL, 'b']) AS x", { text, fromText });
});

test('String is a string of any characters', async (t) => {
  await reads(t, rows([...ascii, ...unicode].map(hexOf)), { text, fromText });
  await reads(t, "SELECT arrayJoin(['é', NULL, '😀']) AS x", { text, fromText });
});

test('bytes that are no UTF-8 become U+FFFD, those around them stay', async (t) => {
  await reads(t, rows([...invalid, ...[...ascii, ...unicode].map(hexOf)]), { text, fromText });
  const client = await getClient();
  t.deepEqual((await client.query(rows(['61FF62', 'C3', 'C3A9']))).column(0).toArray(), ['a\ufffdb', '\ufffd', 'é']);
});

test('strings are the same inside of other types', async (t) => {
  await nests(t, 'String', rows([...ascii, ...unicode].map(hexOf)), { lowCardinality: true });
  await nests(t, 'String', rows(ascii.map(hexOf)), { lowCardinality: true });
});

test('String takes texts and bytes', async (t) => {
  const bytes = Uint8Array.of(0, 0xff, 0x27, 0x80);
  await writes(
    t,
    'String',
    [
      ...[...ascii, ...unicode].map((each): [unknown, string] => [each, hexOf(each)]),
      [Buffer.from(bytes), '00FF2780'],
      [bytes, '00FF2780'],
      [bytes.subarray(1, 3), 'FF27'],
      [bytes.buffer, '00FF2780'],
      [new Uint8Array(), ''],
    ],
    text,
  );
  await writes(
    t,
    'String',
    ascii.map((each) => [each, hexOf(each)]),
    text,
  );
  await writes(
    t,
    'String',
    unicode.map((each) => [each, hexOf(each)]),
    text,
  );
});

test('String refuses what is neither text nor bytes, and half of a surrogate pair', async (t) => {
  await rejects(t, 'String', 'good', [
    [1, /expected a string or bytes, got 1/],
    [1n, /expected a string or bytes, got 1n/],
    [true, /expected a string or bytes/],
    [null, /null in a column that is not Nullable/],
    [undefined, /undefined in a column that is not Nullable/],
    [{}, /expected a string or bytes/],
    [['a'], /expected a string or bytes, got an array of 1/],
    [new Date(0), /expected a string or bytes/],
    ['\ud800', /half of a surrogate pair/],
    ['a\udc00b', /half of a surrogate pair/],
    ['\udc00\ud800', /half of a surrogate pair/],
  ]);
  await rejectsTheLast(t, 'String', 'good', 5);
  await rejectsTheLast(t, 'String', 'é', '\ud800');
});

test('halves of a surrogate pair in neighbouring values do not become a character', async (t) => {
  const client = await getClient();
  const table = await createTable('(x String)');
  const refused = client.insert(table, { x: ['a', 'b\ud83d', '\ude00c'] });
  await t.throwsAsync(refused, {
    code: 'ERR_INVALID_VALUE',
    message: /row 1: the text holds half of a surrogate pair/,
  });
});

/** Lengths around those at which the client cuts texts out of larger ones. */
const lengths = 'arrayJoin([0, 1, 12, 13, 4095, 4096, 4097, 65535, 65536, 65537, 200000])';

for (const [what, character] of [
  ['ASCII', 'x'],
  ['characters of two bytes', 'é'],
  ['characters of four bytes', '😀'],
] as const) {
  test(`texts of any length are whole: ${what}`, async (t) => {
    const client = await getClient();
    const result = await client.query(`SELECT ${lengths} AS n, concat('<', repeat('${character}', n), '>') AS x`);
    const wanted = (result.column('n').toArray() as number[]).map((n) => `<${character.repeat(n)}>`);
    same(t, result.column('x').toArray(), wanted, what);
    same(
      t,
      wanted.map((_, index) => result.column('x').get(index)),
      wanted,
      what,
    );
  });

  test(`many short texts are cut at the right places: ${what}`, async (t) => {
    const client = await getClient();
    const sql = `SELECT concat('${character}', toString(number), repeat('${character}', number % 5)) AS x FROM numbers(150000)`;
    const wanted = Array.from({ length: 150_000 }, (_, n) => `${character}${n}${character.repeat(n % 5)}`);
    const result = await client.query<{ x: string }>(sql);
    same(t, result.column('x').toArray(), wanted, 'toArray');
    same(
      t,
      result.rows().map(({ x }) => x),
      wanted,
      'rows',
    );
    same(t, [...result.column('x')], wanted, 'iteration');
    const copy = await createTable('(x String)');
    await client.insert(copy, { x: wanted });
    await client.command(`CREATE TABLE ${copy}s ENGINE = Memory AS ${sql}`);
    t.deepEqual(await fingerprint(copy), await fingerprint(`${copy}s`));
  });
}

test('a column of texts and bytes is written as both', async (t) => {
  await goesBack(t, "SELECT toString(number) AS a, concat('é', toString(number)) AS b FROM numbers(70000)");
  await writes(
    t,
    'Array(String)',
    [[['a', Uint8Array.of(0xff), 'é'], '61,FF,C3A9']],
    "arrayStringConcat(arrayMap(s -> hex(s), x), ',')",
  );
});
