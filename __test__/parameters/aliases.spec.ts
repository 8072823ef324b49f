import test from 'ava';

import { getClient } from '../helpers/client.ts';

const noon = new Date('2024-05-06T12:00:00.123Z');

test('every alias of a type is known, inside of others too', async (t) => {
  const connection = await getClient();
  const sql =
    "SELECT name, alias_to FROM system.data_type_families WHERE alias_to NOT IN ('', 'Enum', 'Geometry', 'FixedString')";
  const aliases = (await connection.query<{ name: string; alias_to: string }>(sql)).rows();
  t.true(aliases.length > 50);
  const values: Record<string, unknown> = { String: "it's", DateTime: noon, IPv4: '1.2.3.4', IPv6: '::1', Bool: true };
  for (const { name, alias_to: type } of aliases) {
    const value = values[type] ?? 1;
    for (const alias of [name, name.toLowerCase()]) {
      const parameters = { x: [value, null], y: { a: value } };
      const row = await connection.command<string[]>(
        `SELECT toTypeName({x:Array(Nullable(${alias}))}), toTypeName({y:Tuple(a ${alias})})`,
        { parameters },
      );
      t.true(row[0]?.startsWith(`Array(Nullable(${type}`), row[0]);
      t.true(row[1]?.startsWith(`Tuple(a ${type}`) || row[1]?.startsWith(`Tuple(\n    a ${type}`), row[1]);
    }
  }
});
