/** Parameters of Variant, Geometry and Dynamic arrive as what they are, or not at all. */
import { inspect } from 'node:util';
import test from 'ava';

import { DataError } from '../../src/index.ts';
import { getClient } from '../helpers/client.ts';
import { hostileTexts } from '../helpers/hostile.ts';

const noon = new Date('2024-05-06T12:00:00.123Z');
const uuid = '61f0c404-5cb3-11e7-907b-a6006ad3dba0';

/** Values of many types, and what the server takes each for. */
const chosen: [type: string, value: unknown, found: string][] = [
  ['Variant(String, UInt64)', "it's", 'String'],
  ['Variant(String, UInt64)', 5, 'UInt64'],
  ['Variant(String, UInt64)', null, 'None'],
  ['Variant(Array(String), Date)', ["it's", '5'], 'Array(String)'],
  ['Variant(Array(String), Date)', noon, 'Date'],
  ['Variant(Bool, Float64, String)', true, 'Bool'],
  ['Variant(Bool, Float64, String)', -0.5, 'Float64'],
  ['Variant(Map(String, UInt8), String)', { a: 1 }, 'Map(String, UInt8)'],
  ['Geometry', [1, 2], 'Point'],
  [
    'Geometry',
    [
      [
        [
          [0, 0],
          [1, 0],
        ],
      ],
    ],
    'MultiPolygon',
  ],
];

for (const [type, value, found] of chosen) {
  test(`${inspect(value, { breakLength: Infinity })} is ${found} in ${type}`, async (t) => {
    const connection = await getClient();
    t.is(await connection.command(`SELECT variantType({x:${type}})`, { parameters: { x: value } }), found);
  });
}

/** Values inside of others, each of them `[value, type]`. */
const inside: [type: string, values: [unknown, string][]][] = [
  [
    'Variant(String, UInt64)',
    [
      ['5', 'String'],
      [5n, 'UInt64'],
    ],
  ],
  [
    'Variant(Date, String, UInt64)',
    [
      ['a', 'String'],
      [5n, 'UInt64'],
      [null, 'None'],
      [noon, 'Date'],
      ["it's", 'String'],
    ],
  ],
  [
    'Variant(String, Array(Int64))',
    [
      ['[1]', 'String'],
      [[1n, 2n], 'Array(Int64)'],
      ['', 'String'],
    ],
  ],
  [
    'Dynamic',
    [
      ['5', 'String'],
      [5, 'Int64'],
      [2n ** 64n - 1n, 'UInt64'],
      [null, 'None'],
      [1.5, 'Float64'],
      [false, 'Bool'],
    ],
  ],
  [
    'Dynamic',
    [
      [[1, 2], 'Array(Int64)'],
      [['a', "it's"], 'Array(String)'],
      [new Map([['a', 1_234_567]]), 'Map(String, Int64)'],
    ],
  ],
];

for (const [type, values] of inside) {
  test(`${inspect(
    values.map(([value]) => value),
    { breakLength: Infinity },
  )} keep their types in Array(${type})`, async (t) => {
    const connection = await getClient();
    const find = type === 'Dynamic' ? 'dynamicType' : 'variantType';
    const types = await connection.command(`SELECT arrayMap(v -> ${find}(v), {x:Array(${type})})`, {
      parameters: { x: values.map(([value]) => value) },
    });
    t.deepEqual(
      types,
      values.map(([, name]) => name),
    );
  });
}

test('hostile texts stay what they are in a Variant', async (t) => {
  const connection = await getClient();
  const texts = [
    ...hostileTexts.filter((text) => /^\p{L}/u.test(text) && text !== 'NULL'),
    "it's\t\\\n\\t",
    '`"\'\\',
    '',
  ];
  for (const text of texts) {
    const parameters = { x: text, y: [text, 1], z: [text], w: [[text]] };
    const sql = `SELECT {x:Variant(String, UInt64)}, {y:Array(Variant(String, UInt64))}, {z:Variant(Array(String), Date)},
      {w:Array(Variant(Array(String), Date))}, {y:Array(Dynamic)}`;
    const row = await connection.command(sql, { parameters: { ...parameters } });
    t.deepEqual(row, [text, [text, 1n], [text], [[text]], [text, 1n]], text);
  }
});

test('texts that the server would take for something else are refused', async (t) => {
  const connection = await getClient();
  const refused: [type: string, value: unknown][] = [
    ['Variant(String, UInt64)', '5'],
    ['Variant(String, Array(UInt8))', '[5]'],
    ['Variant(String, Bool)', 'true'],
    ['Variant(String, UUID)', uuid],
    ['Array(Variant(String, Date))', ['2024-05-06']],
    ['Variant(DateTime, UInt64)', noon],
    ['Dynamic', '5'],
    ['Dynamic', 5],
    ['Array(Dynamic)', ['2024-05-06']],
    ['Array(Dynamic)', [noon]],
    ['Array(Dynamic)', [[' Jan 1 2024']]],
    ['Variant(DateTime64(3), String)', 'May 5'],
    ['Array(Variant(DateTime64(3), String))', ['20240101']],
    ['Variant(Float64, Decimal(9, 2))', 0.123],
    ['Variant(JSON, String)', { a: 1 }],
    ['Array(Dynamic)', [2n ** 64n]],
  ];
  for (const [type, x] of refused) {
    const call = connection.query(`SELECT {x:${type}}`, { parameters: { x } });
    await t.throwsAsync(
      call,
      { instanceOf: DataError, code: 'ERR_INVALID_PARAMETER', message: /declare the parameter as/ },
      type,
    );
  }
});

test('what is refused arrives by a cast', async (t) => {
  const connection = await getClient();
  const types = await connection.command(
    `SELECT variantType({s:String}::Variant(String, UInt64)), variantType({d:DateTime}::Variant(DateTime, UInt64)),
      variantType({j:JSON}::Variant(JSON, String)), dynamicType({s:String}::Dynamic), dynamicType({n:Int64}::Dynamic)`,
    { parameters: { s: '5', d: noon, j: {}, n: 5 }, settings: { cast_string_to_variant_use_inference: 0 } },
  );
  t.deepEqual(types, ['String', 'DateTime', 'JSON', 'String', 'Int64']);
});
