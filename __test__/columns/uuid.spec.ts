import test from 'ava';

import { goesBack, nests, reads, rejects, rejectsTheLast, writes } from '../helpers/columns.ts';

const texts = [
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  '61f0c404-5cb3-11e7-907b-a6006ad3dba0',
  '01234567-89ab-cdef-0123-456789abcdef',
];
const [, , text = ''] = texts;
const bytes = Buffer.from(text.replaceAll('-', ''), 'hex');
const rows = `SELECT toUUID(arrayJoin([${texts.map((each) => `'${each}'`).join(', ')}])) AS x`;
const fromText = (each: string) => each;

test('UUID is its text', async (t) => {
  await reads(t, rows, { fromText });
  await reads(t, `SELECT arrayJoin([toUUID('${text}'), NULL]) AS x`, { fromText });
  await reads(t, 'SELECT reinterpretAsUUID(MD5(toString(number))) AS x FROM numbers(3000)', { fromText });
});

test('UUID is the same inside of other types', async (t) => {
  await nests(t, 'UUID', rows, { lowCardinality: true });
});

test('UUID takes texts in any case, with and without dashes, and bytes in their order', async (t) => {
  await writes(t, 'UUID', [
    ...texts.map((each): [unknown, string] => [each, each]),
    [text.toUpperCase(), text],
    [text.replaceAll('-', ''), text],
    [bytes, text],
    [Uint8Array.from(bytes), text],
  ]);
});

test('UUID refuses everything else', async (t) => {
  await rejects(t, 'UUID', text, [
    ['', /expected a UUID's text or its 16 bytes, got ''/],
    [text.slice(1), /expected a UUID's text/],
    [`${text}0`, /expected a UUID's text/],
    [`{${text}}`, /expected a UUID's text/],
    [text.replace('6', 'g'), /expected a UUID's text/],
    [bytes.subarray(1), /expected a UUID's text or its 16 bytes, got a Buffer of 15 bytes/],
    [1, /expected a UUID's text/],
    [1n, /expected a UUID's text/],
    [null, /null in a column that is not Nullable/],
    [undefined, /undefined in a column that is not Nullable/],
    [{}, /expected a UUID's text/],
  ]);
  await rejectsTheLast(t, 'UUID', text, 'no UUID');
});

test('UUIDs of any bits go back unchanged', async (t) => {
  await goesBack(t, "SELECT * FROM generateRandom('a UUID, b Nullable(UUID), c Array(UUID)', 4, 1, 5) LIMIT 3000");
});
