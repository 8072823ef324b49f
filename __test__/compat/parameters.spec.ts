import test from 'ava';

import { same, type Api } from '../helpers/compat.ts';
import { seeded } from '../helpers/random-types.ts';

/** Values of parameters, made with the classes of a client, and the types that they are declared with. */
const cases: Readonly<Record<string, readonly (readonly [type: string, make: (api: Api) => unknown])[]>> = {
  numbers: [
    ['Int32', () => -7],
    ['UInt64', () => 18446744073709551615n],
    ['Int256', () => -(2n ** 200n)],
    ['Float64', () => 1e300],
    ['Float64', () => Number.NaN],
    ['Float64', () => Number.POSITIVE_INFINITY],
    ['Float64', () => Number.NEGATIVE_INFINITY],
    ['Decimal(10, 3)', () => 12.345],
  ],
  booleans: [
    ['Bool', () => true],
    ['UInt8', () => false],
    ['Array(Bool)', () => [true, false]],
  ],
  texts: [
    ['String', () => 'it\'s "quoted", \\ and\ttabs\nlines\r🚀'],
    ['String', () => ''],
    ['Array(String)', () => ["a'b", 'c\\d', 'e\tf', '']],
    ['Identifier', () => 'dummy'],
    ["Enum8('a' = 1)", () => 'a'],
    ['UUID', () => '61f0c404-5cb3-11e7-907b-a6006ad3dba0'],
  ],
  nulls: [
    ['Nullable(String)', () => null],
    ['Nullable(Int32)', () => undefined],
    ['Array(Nullable(Int32))', () => [1, null, undefined]],
  ],
  times: [
    ["DateTime('UTC')", () => new Date('2022-05-02T13:25:55Z')],
    ["DateTime64(3, 'UTC')", () => new Date('2022-05-02T13:25:55.789Z')],
    ["DateTime64(3, 'Europe/Berlin')", () => new Date('2022-05-02T13:25:55.007Z')],
    ['Date', () => '2022-05-02'],
    ["DateTime('UTC')", () => new Date(5000)],
  ],
  containers: [
    ['Array(Array(UInt8))', () => [[1, 2], [], [3]]],
    ['Tuple(UInt8, String, Nullable(String))', (api) => new api.TupleParam([42, 'foo', null])],
    ['Array(Tuple(UInt8, Bool))', (api) => [new api.TupleParam([1, true])]],
    ['Map(String, UInt8)', () => ({ "k'1": 1, k2: 2 })],
    [
      'Map(UInt8, Array(String))',
      () =>
        new Map([
          [1, ['a']],
          [2, []],
        ]),
    ],
    ['Map(String, Tuple(UInt8, String))', (api) => ({ a: new api.TupleParam([1, 'x']) })],
  ],
};

for (const [name, parameters] of Object.entries(cases)) {
  test(`parameters that are ${name} are bound the same way`, async (t) => {
    for (const [type, make] of parameters) {
      const outcome = await same(t, async ({ api, client }) => {
        const query = `SELECT {value:${type}} AS value`;
        const result = await client.query({ query, format: 'TabSeparated', query_params: { value: make(api) } });
        return await result.text();
      });
      t.true('value' in outcome, type);
    }
  });
}

test('values that are no parameters are refused the same way', async (t) => {
  for (const value of [() => 1, test]) {
    const outcome = await same(t, async ({ client }) =>
      client.query({ query: 'SELECT {v:String}', query_params: { v: value } }).catch((error: Error) => {
        throw new Error(error.message.slice(0, 40));
      }),
    );
    t.true('error' in outcome);
  }
});

test('a parameter without a value is the error of the server', async (t) => {
  await same(t, async ({ client }) => client.query({ query: 'SELECT {nobody:String}', query_params: { other: 1 } }));
});

test('parameters go with all methods', async (t) => {
  await same(t, async ({ client, table }) => {
    const query_params = { id: 1, name: "it's" };
    await client.command({ query: `CREATE TABLE ${table} (id UInt8, name String) ENGINE Memory` });
    await client.command({ query: `INSERT INTO ${table} VALUES ({id:UInt8}, {name:String})`, query_params });
    const { stream } = await client.exec({
      query: `SELECT * FROM ${table} WHERE id = {id:UInt8} AND name = {name:String} FORMAT CSV`,
      query_params,
    });
    return String(Buffer.concat(await stream.toArray()));
  });
});

test('parameters that no URL can hold get there', async (t) => {
  const long = Array.from({ length: 5_000 }, (_, index) => `name ${index}'s`);
  for (const options of [{ use_multipart_params: true }, { use_multipart_params_auto: true }]) {
    const outcome = await same(t, async ({ client }) => {
      const query = 'SELECT length({names:Array(String)}) AS n, {one:UInt8} AS one';
      const result = await client.query({
        query,
        query_params: { names: long, one: 1 },
        format: 'JSONEachRow',
        ...options,
      });
      return await result.json();
    });
    t.deepEqual(outcome, { value: [{ n: 5_000, one: 1 }] });
  }
});

test('random values are bound the same way', async (t) => {
  const random = seeded(8);
  const alphabet = ['a', 'Ä', '🚀', "'", '"', '\\', '\n', '\t', '\r', '`', ',', '(', ']', '{', ':', ' ', 'N', '0'];
  const text = (): string => Array.from({ length: random() * 8 }, () => alphabet[Math.floor(random() * 18)]).join('');
  for (let round = 0; round < 30; round++) {
    const texts = Array.from({ length: random() * 5 }, text);
    const pairs = Object.fromEntries(texts.map((key) => [key, Math.floor(random() * 1000)]));
    const at = new Date(Math.floor(random() * 2 ** 41));
    const number = (random() - 0.5) * 10 ** Math.floor(random() * 40 - 20);
    const query_params = { text: text(), texts, pairs, at, number };
    const query =
      "SELECT {text:String}, {texts:Array(String)}, {pairs:Map(String, UInt16)}, {at:DateTime64(3, 'UTC')}, {number:Float64}";
    const outcome = await same(t, async ({ client }) => {
      const result = await client.query({ query, query_params, format: 'JSONCompactEachRow' });
      return await result.json();
    });
    t.deepEqual(outcome, {
      value: [[query_params.text, texts, pairs, at.toISOString().replace('T', ' ').slice(0, -1), number]],
    });
  }
});
