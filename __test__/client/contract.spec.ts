import { readdirSync, readFileSync } from 'node:fs';
import test from 'ava';

import { checked, checkedCompat, checkedCube, checkedEmbedded, checkedKysely } from '../contract.ts';
import { getClient } from '../helpers/client.ts';

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');
/** The declarations in a folder. */
const gathered = (folder: string): string =>
  readdirSync(new URL(folder, root))
    .filter((file) => file.endsWith('.d.ts'))
    .map((file) => read(folder + file))
    .join('\n');
/** What `index.d.ts` gathers. */
const contract = gathered('types/');

/** Names of the values that declarations export. */
function declared(text: string): string[] {
  return Array.from(text.matchAll(/^export (?:declare )?(?:function|class|const) (\w+)/gm), ([, name = '']) => name);
}

/** Names of the members that an interface of the contract declares. */
function membersOf(name: string): string[] {
  const [, body = ''] = new RegExp(`^export interface ${name}\\b[^{]*\\{\\n([\\s\\S]*?)^\\}`, 'm').exec(contract) ?? [];
  return [...new Set(Array.from(body.matchAll(/^ {2}(?:readonly )?(\w+)\??[<(:]/gm), ([, member = '']) => member))];
}

/** Names of the public members of an object, its prototypes' included. */
function publicMembers(value: object): string[] {
  const names = new Set<string>();
  for (let at = value; at !== Object.prototype && at !== null; at = Object.getPrototypeOf(at) as object) {
    for (const name of Object.getOwnPropertyNames(at)) if (name !== 'constructor') names.add(name);
  }
  return [...names];
}

test('what is exported is what is declared', (t) => {
  t.deepEqual(Object.keys(checked).sort(), declared(contract).sort());
  t.deepEqual(Object.keys(checkedEmbedded).sort(), declared(read('embedded.d.ts')).sort());
  t.deepEqual(Object.keys(checkedCube), declared(read('cube.d.ts')));
  t.deepEqual(
    Object.keys(checkedCompat).sort(),
    declared(`${read('compat.d.ts')}\n${gathered('types/compat/')}`).sort(),
  );
  t.deepEqual(Object.keys(checkedKysely).sort(), [...new Set(declared(read('kysely.d.ts')))].sort());
});

/** Members that are for the package itself. */
const inside: Readonly<Record<string, RegExp>> = {
  QueryStream: /^(next|return)$/,
  ByteStream: /^(next|return)$/,
  Inserter: /^abandon$/,
};

test('objects have the members that are declared and no others', async (t) => {
  const client = await getClient();
  const result = await client.query('SELECT 1 AS a');
  const stream = client.queryColumnBlockStream('SELECT 1 AS a');
  const inserter = client.inserter('a');
  const bytes = client.rawStream('SELECT 1');
  const objects = {
    Client: client,
    QueryResult: result,
    QueryStream: stream,
    ByteStream: bytes,
    Inserter: inserter,
    QueryContext: client.createQueryContext(),
    InsertContext: await client.createInsertContext('a', { columnNames: ['a'], columnTypes: ['UInt8'] }),
  };
  for (const [name, value] of Object.entries(objects)) {
    const members = publicMembers(value).filter((member) => !inside[name]?.test(member));
    t.deepEqual(members.sort(), membersOf(name).sort(), name);
  }
  const [block] = await stream.toArray();
  t.deepEqual(publicMembers(block ?? {}).sort(), membersOf('ColumnBlock').sort());
  for (const member of membersOf('Column')) t.true(member in result.column(0), member);
  for (const member of ['kind', 'name', 'args', 'toString']) t.true(member in (result.columnTypes[0] ?? {}), member);
});
