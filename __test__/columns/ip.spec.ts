import test from 'ava';

import { goesBack, nests, reads, rejects, rejectsTheLast, writes } from '../helpers/columns.ts';

const fromText = (text: string) => text;
const rows4 = "SELECT toIPv4(arrayJoin(['0.0.0.0', '1.2.3.4', '127.0.0.1', '192.168.0.254', '255.255.255.255'])) AS x";
const texts6 = [
  '::',
  '::1',
  '1::',
  '2001:db8::ff00:42:8329',
  '::ffff:1.2.3.4',
  'fe80::1:0:0:1',
  `${'ffff:'.repeat(7)}ffff`,
];
const rows6 = `SELECT toIPv6(arrayJoin([${texts6.map((text) => `'${text}'`).join(', ')}])) AS x`;

/** Every pattern of groups that are zero and groups that are not. */
const patterns = (group: string) =>
  `SELECT toIPv6(arrayStringConcat(arrayMap(i -> if(bitTest(number, i), '${group}', '0'), range(8)), ':')) AS x FROM numbers(256)`;

test('IPv4 is its text', async (t) => {
  await reads(t, rows4, { fromText });
  await reads(t, "SELECT arrayJoin([toIPv4('1.2.3.4'), NULL]) AS x", { fromText });
  await reads(t, 'SELECT toIPv4(toUInt32(intHash32(number))) AS x FROM numbers(3000)', { fromText });
});

test('IPv6 is its text, as the server shortens it', async (t) => {
  await reads(t, rows6, { fromText });
  await reads(t, "SELECT arrayJoin([toIPv6('::1'), NULL]) AS x", { fromText });
  for (const group of ['ab', 'ffff', 'c0a8']) await reads(t, patterns(group), { fromText });
});

test('addresses are the same inside of other types', async (t) => {
  await nests(t, 'IPv4', rows4, { lowCardinality: true });
  await nests(t, 'IPv6', rows6, { lowCardinality: true });
});

test('IPv4 takes texts, numbers and bytes in network order', async (t) => {
  await writes(t, 'IPv4', [
    ['1.2.3.4', '1.2.3.4'],
    ['255.255.255.255', '255.255.255.255'],
    ['0.0.0.0', '0.0.0.0'],
    [0x01020304, '1.2.3.4'],
    [0xffff_ffff, '255.255.255.255'],
    [0, '0.0.0.0'],
    [0x01020304n, '1.2.3.4'],
    [Uint8Array.of(1, 2, 3, 4), '1.2.3.4'],
    [Buffer.of(255, 0, 0, 1), '255.0.0.1'],
  ]);
});

test('IPv6 takes texts of either kind, and bytes', async (t) => {
  await writes(t, 'IPv6', [
    ...texts6.map((text): [unknown, string] => [text, text]),
    ['2001:DB8:0:0:0:FF00:42:8329', '2001:db8::ff00:42:8329'],
    ['2001:0db8:0000:0000:0000:ff00:0042:8329', '2001:db8::ff00:42:8329'],
    ['1.2.3.4', '::ffff:1.2.3.4'],
    ['::ffff:102:304', '::ffff:1.2.3.4'],
    ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
    ['1:2:3:4:5:6:1.2.3.4', '1:2:3:4:5:6:102:304'],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
    [Buffer.concat([Buffer.alloc(15), Buffer.of(1)]), '::1'],
    [new Uint8Array(16).fill(0x11), '1111:1111:1111:1111:1111:1111:1111:1111'],
  ]);
});

test('IPv4 refuses everything else', async (t) => {
  await rejects(t, 'IPv4', '1.2.3.4', [
    ['', /expected an IPv4 address's text, number or 4 bytes, got ''/],
    ['1.2.3', /expected an IPv4/],
    ['1.2.3.256', /expected an IPv4/],
    ['1.2.3.4/24', /expected an IPv4/],
    [' 1.2.3.4', /expected an IPv4/],
    ['::1', /expected an IPv4/],
    ['16909060', /expected an IPv4/],
    [-1, /-1 is out of the range of IPv4/],
    [2 ** 32, /out of the range/],
    [2n ** 70n, /out of the range/],
    [1.5, /expected an IPv4/],
    [Uint8Array.of(1, 2, 3), /expected an IPv4 .*got a Uint8Array of 3 bytes/],
    [[1, 2, 3, 4], /expected an IPv4/],
    [null, /null in a column that is not Nullable/],
    [undefined, /undefined in a column that is not Nullable/],
  ]);
  await rejectsTheLast(t, 'IPv4', '1.2.3.4', '1.2.3.4.5');
});

test('IPv6 refuses everything else', async (t) => {
  await rejects(t, 'IPv6', '::1', [
    ['', /expected an IPv6 or IPv4 address's text, or its 16 bytes, got ''/],
    ['1:2:3:4:5:6:7', /expected an IPv6/],
    ['1:2:3:4:5:6:7:8:9', /expected an IPv6/],
    ['1::2::3', /expected an IPv6/],
    ['12345::', /expected an IPv6/],
    ['fe80::1%eth0', /expected an IPv6/],
    ['[::1]', /expected an IPv6/],
    ['::1/128', /expected an IPv6/],
    ['1.2.3.256', /expected an IPv6/],
    [1, /expected an IPv6/],
    [1n, /expected an IPv6/],
    [Buffer.alloc(4), /expected an IPv6 .*got a Buffer of 4 bytes/],
    [null, /null in a column that is not Nullable/],
    [undefined, /undefined in a column that is not Nullable/],
  ]);
  await rejectsTheLast(t, 'IPv6', '::1', ':::1');
});

test('addresses of any bits go back unchanged', async (t) => {
  await goesBack(
    t,
    "SELECT * FROM generateRandom('a IPv4, b IPv6, c Nullable(IPv6), d Array(IPv4)', 5, 1, 5) LIMIT 3000",
  );
  await goesBack(t, patterns('ab'));
});
