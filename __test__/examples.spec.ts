import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import test from 'ava';

import * as api from '../src/index.ts';

const directory = fileURLToPath(new URL('../examples/', import.meta.url));

/** Something that each example prints. */
const printed: Readonly<Record<string, RegExp>> = {
  'abort.ts': /the signal: nobody waits.*stopped the stream: AbortError.*timed out: ERR_TIMEOUT.*goes on: fine/s,
  'arquero.mjs': /ACME.*33334.*100002.*Flechette: 100000 rows, the second is of INIT.*'NULL'.*33333.*99996/s,
  'arrow.ts': /100000 rows: id Uint64, symbol Dictionary<Int32, Utf8>.*volume 299995\n2 rows more, of 33336 of ACME/s,
  'column-blocks.ts': /volume 126386\.63 in several blocks\nFloat64Array\(5\).*Uint32Array\(5\).*'buy', 'sell'/s,
  'compat.ts': /true 10000\n\[ \{ id: 1, at: '1970-01-01 00:00:00\.000' \} \]\nrows: 10002\n60 UNKNOWN_TABLE/,
  'contexts.ts':
    /2 rows written\n2 rows written\nk = 2 \[ 'two', 'due' \].*'one', 'uno'.*'four', 'quattro'.*key: Uint32Array\(3\)/s,
  'cube.ts':
    /"type":"timestamp".*orders__status: 'paid', orders__total: '250000\.00'.*1000 rows streamed\nERR_CANCELLED/s,
  'data-frames.mjs': /10000 readings; means: \[\{"sensor":"cellar","celsius":10\}.*'roof'/s,
  'demo.ts': /Insert 2\d\d,\d{3} rows, .* M rows\/s.*Delays by time of day.*Stream 2\d\d,\d{3} rows, .* MB\/s/s,
  'errors.ts':
    /ProgrammingError UNKNOWN_TABLE \(60\).*DataError .*row 1.*300.*rows stored: 0n.*OperationalError ECONN/s,
  'external-data.ts': /The Matrix.*Wachowski.*from rows: 2.*ENOENT.*nothing was sent/s,
  'files.ts':
    /(\d+) of \1 bytes read\n2 rows inserted\n\d+ bytes written: \[.*'ABC', price: 12\.5 .*nothing was sent: ENOENT/s,
  'helpers.ts':
    /it's odd\nas a parameter: .*Map \[ 'String', .*1700000000123456789n 7.*20\.000000001\n40 Unknown expression/s,
  'insert-columns.ts': /500000 rows written.*'garden' │ 1n/s,
  'insert-objects.ts': /2 rows, \d+ bytes written.*price: '19\.90'.*source: 'web'/s,
  'inserter.ts': /batch of 20000 rows failed, stored: none: .*row 3456.*failed: 1.*rows in the table: 299999n/s,
  'kysely.ts':
    /3 rows inserted\nselect .* prewhere `user_id` in \{p0:Array\(Int64\)\} where .*what's-new.*tag: 'mobile', visits: 2n.*price: '0\.20'.*price: '0\.10'.*3 rows streamed\nERR_UNSUPPORTED_SQL/s,
  'opentelemetry.ts':
    /SELECT \(client\) below GET \/\n.*INSERT visits \(client\) below store visits.*linked to GET \/\n.*failed: the server refused it \(60, UNKNOWN_TABLE\).*[1-9] spans of the server belong/s,
  'parameters.ts': /title: 'Moby-Dick', year: 1851.*found Gulliver's Travels.*ERR_UNBOUND_PARAMETER/s,
  'query.ts':
    /celsius: Nullable\(Float64\).*'Quito'.*nulls Uint8Array\(4\) \[ 0, 0, 1, 0 \].*more than 1000 functions/s,
  'raw.ts': /"unit_price":12\.5\}.*8000000 bytes\n\[ 'id', 'unitPrice' \]\n.*Float64Array\(2\) \[ 12\.5, 13\.25 \]/s,
  'schemas.ts':
    /2 rows written\nERR_SCHEMA_VALIDATION: row 2, page: 2 issues\n1n \/ 0\n\d+n \/NEW 1\n.*visits: 1.*1 rows, stored: none: SchemaError: .*in the table: 2n/s,
  'sessions.ts':
    /\[ 3n, 'Asia\/Tokyo' \]\nthreads: 1 1\n.*id: true\n.*24\.8: true\n.*way: 0\nstopped: QUERY_WAS_CANCELLED/s,
  'sql-tag.ts':
    /year >= \{p1:UInt16\} AND has\(tags, \{p2:String\}\).*p2: 'sea'.*'Moby-Dick' \]\nGulliver's Travels\nit's new\n.*DateTime64\(3, 'UTC'\)/s,
  'stream-rows.ts': /in blocks: 2000000 orders, total 249750000.*first large order.*id: 996n.*as tuple: \[ 2n, 0\.5/s,
};

test('every example is tested', async (t) => {
  const files = (await readdir(directory)).filter((name) => /\.(ts|mjs)$/.test(name));
  t.deepEqual(files.sort(), Object.keys(printed).sort());
});

test('everything that is exported is shown, but for the errors', async (t) => {
  const texts = await Promise.all(Object.keys(printed).map((file) => readFile(`${directory}${file}`, 'utf8')));
  const shown = new Set(texts.join('\n').match(/\w+/g));
  const helpers = Object.keys(api).filter((name) => !name.endsWith('Error'));
  t.deepEqual(
    helpers.filter((name) => !shown.has(name)),
    ['TypedValue'],
    'typedValue() makes it',
  );
});

for (const [file, expected] of Object.entries(printed)) {
  // One at a time: each starts a server.
  test.serial(`examples/${file} runs and ends`, async (t) => {
    const args = ['--import=@oxc-node/core/register', `${directory}${file}`];
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { timeout: 60_000 });
    t.regex(stdout, expected);
    t.is(stderr, '');
  });
}
