import test from 'ava';

import { DataError, ProgrammingError } from '../../src/index.ts';
import { contents, getClient, makeTable } from '../helpers/client.ts';
import { seeded } from '../helpers/random-types.ts';

/** Texts and their bytes. */
const known: readonly (readonly [encoding: string, text: string, hex: string])[] = [
  ['latin1', 'Grüße', '4772FCDF65'],
  ['windows-1252', '€ – “', '8020962093'],
  ['windows-1251', 'Привет', 'CFF0E8E2E5F2'],
  ['koi8-r', 'Привет', 'F0D2C9D7C5D4'],
  ['gbk', '你好€', 'C4E3BAC380'],
  ['gb18030', 'a你\u0080𠮷', '61C4E3813081309534B235'],
  ['big5', '中文', 'A4A4A4E5'],
  ['shift_jis', '日本ｱ', '93FA967BB1'],
  ['euc-jp', '日本丂', 'C6FCCBDC8FB0A1'],
  ['euc-kr', '한국', 'C7D1B1B9'],
  ['utf-16le', 'a😀', '61003DD800DE'],
  ['utf-16be', 'a😀', '0061D83DDE00'],
];

for (const [encoding, text, hex] of known) {
  test(`text is written as ${encoding}`, async (t) => {
    const client = await getClient();
    const table = await makeTable(
      's String, f FixedString(16), l LowCardinality(String), m Map(String, Nullable(String))',
    );
    await client.insert(table, [[text, text, text, { [text]: text }]], { encoding });
    const sql = `SELECT hex(s), hex(toStringCutToZero(f)), hex(l), hex(mapKeys(m)[1]), hex(m[mapKeys(m)[1]]) FROM ${table}`;
    const [s, f, ...others] = (await client.query(sql)).firstTuple() as string[];
    t.is(s, hex);
    t.true(encoding.startsWith('utf-16') || f === hex);
    t.deepEqual(others, [hex, hex, hex]);
    t.is((await client.query(`SELECT s FROM ${table}`, { encoding })).value(), text);
  });

  test(`what is read as ${encoding} goes back`, async (t) => {
    const client = await getClient();
    const random = seeded(7);
    const bytes = Array.from({ length: 300 }, () => Buffer.from(Array.from({ length: 6 }, () => random() * 256)));
    const source = `SELECT unhex(arrayJoin([${bytes.map((each) => `'${each.toString('hex')}'`).join(', ')}])) AS s`;
    const read = (await client.query(source, { encoding })).column('s').toArray() as string[];
    const texts = read.filter((text) => text.isWellFormed() && !text.includes('\ufffd'));
    const table = await makeTable('i UInt32, s String');
    await client.insert(table, { i: texts.map((_, index) => index), s: texts }, { encoding });
    const result = await client.query(`SELECT s FROM ${table} ORDER BY i`, { encoding });
    t.deepEqual(result.column('s').toArray(), texts);
    t.true(texts.length > 0);
  });
}

test('characters that an encoding lacks are an error that names them and the encoding, and nothing is stored', async (t) => {
  const client = await getClient();
  const table = await makeTable('s String');
  for (const [encoding, text] of [
    ['latin1', '漢'],
    ['gbk', '😀'],
    ['utf-16le', '\ud800'],
    ['gb18030', '\ud800'],
  ]) {
    const error = await t.throwsAsync(client.insert(table, [['a'], [text]], { encoding }), { instanceOf: DataError });
    t.regex(error?.message ?? '', /column 's' String, row 1: .* cannot express/);
  }
  t.deepEqual(await contents(table), []);
});

test('bytes, JSON and blocks do not depend on the encoding', async (t) => {
  const client = await getClient();
  const table = await makeTable('s String, j JSON, d JSON(a String)');
  await client.insert(table, [[Buffer.from('ü'), '{"ü":"é"}', { a: 'ü' }]], { encoding: 'latin1' });
  const row = ['ü', { ü: 'é' }, { a: 'ü' }];
  t.deepEqual(await contents(table), [row]);
  await client.insert(table, await client.query(`SELECT * FROM ${table}`), { encoding: 'latin1' });
  t.deepEqual(await contents(table, 's'), [row, row]);
});

test('encodings that are unknown or cannot be written are named', async (t) => {
  const client = await getClient();
  const table = await makeTable('s String');
  for (const encoding of ['klingon', 'iso-2022-jp']) {
    const expected = { instanceOf: ProgrammingError, code: 'ERR_UNKNOWN_ENCODING', message: new RegExp(encoding) };
    await t.throwsAsync(client.insert(table, [['a']], { encoding }), expected);
    t.throws(() => client.inserter(table, { encoding }), expected);
  }
});

test('JSON stays UTF-8, whatever the encoding', async (t) => {
  const client = await getClient();
  const table = await makeTable('j JSON(a String)');
  const row = { a: 'é', b: ['ü'] };
  await client.insert(table, [{ j: row }], { encoding: 'windows-1252' });
  t.deepEqual(await client.query(`SELECT j FROM ${table}`, { encoding: 'windows-1252' }).then((r) => r.rows()), [
    { j: row },
  ]);
});

for (const encoding of ['utf-8', 'utf-16le', 'utf-16be']) {
  test(`text in a FixedString is read as it was written as ${encoding}`, async (t) => {
    const client = await getClient();
    const table = await makeTable('s String, f FixedString(12)');
    for (const text of ['ab', '', '\u4e00', '\ufeffa', 'a\u0100']) {
      await client.insert(table, [[text, text]], { encoding });
      const read = await client.query(`SELECT * FROM ${table}`, { encoding, queryFormats: { FixedString: 'string' } });
      t.deepEqual(read.firstTuple(), [text, text], JSON.stringify(text));
      await client.command(`TRUNCATE TABLE ${table}`);
    }
  });
}
