/**
 * Asks a real server every query of `testdata/*.sql` and `testdata/large/*.sql` and keeps the answers beside it:
 *
 * - `<noun>.native` — Native with a `BlockInfo` before each block (`client_protocol_version=54405`);
 * - `<noun>.plain.native` — Native without it, the form of an INSERT's body;
 * - `<noun>.jsonl` — the server's own reading: a line of JSON with the names, one with the types, one for each row.
 *
 * Review what changed before committing it: a difference is a difference between two servers.
 */
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { startServer } from '../src/embedded/index.ts';

const TESTDATA = new URL('../testdata/', import.meta.url);

/** The same names of types and times, whatever the server's time zone is. */
const COMMON = { session_timezone: 'UTC', print_pretty_type_names: '0' };

/**
 * Nothing is lost on the way through a JavaScript number, and a value has one spelling: times in UTC, decimals with all
 * digits of their scale, maps as lists of `{keys, values}`. Strings that are not UTF-8 keep their bytes.
 */
const EXACT = {
  date_time_output_format: 'iso',
  output_format_decimal_trailing_zeros: '1',
  output_format_json_escape_forward_slashes: '0',
  output_format_json_map_as_array_of_tuples: '1',
  output_format_json_quote_64bit_integers: '1',
  output_format_json_quote_decimals: '1',
  output_format_json_quote_denormals: '1',
  output_format_json_validate_utf8: '0',
};

const ANSWERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '.native': { default_format: 'Native', client_protocol_version: '54405' },
  '.plain.native': { default_format: 'Native' },
  '.jsonl': { default_format: 'JSONCompactEachRowWithNamesAndTypes', ...EXACT },
};

await using server = await startServer();
const files = [
  ...(await readdir(TESTDATA)),
  ...(await readdir(new URL('large', TESTDATA))).map((file) => `large/${file}`),
];
for (const file of files.sort()) {
  if (!file.endsWith('.sql')) continue;
  const sql = await readFile(new URL(file, TESTDATA), 'utf8');
  for (const [extension, settings] of Object.entries(ANSWERS)) {
    const answer = await ask(sql, { ...COMMON, ...settings });
    await writeFile(new URL(file.replace(/\.sql$/, extension), TESTDATA), answer);
    console.log(`${String(answer.length).padStart(7)} ${file.replace(/\.sql$/, extension)}`);
  }
}

async function ask(sql: string, settings: Readonly<Record<string, string>>): Promise<Buffer> {
  const url = new URL(`/?${new URLSearchParams(settings)}`, server.url);
  const question = request(url, { method: 'POST', agent: false }).end(sql);
  const [response] = (await once(question, 'response')) as [IncomingMessage];
  const answer = await buffer(response);
  if (response.statusCode !== 200) throw new Error(`${sql}\n${answer.toString()}`);
  return answer;
}
