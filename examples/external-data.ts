/** Tables that go along with a query and are gone when it has ended: a file, rows, a stream. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { createClient, ExternalData, OperationalError } from 'clickhouse-connect';
import { startServer } from 'clickhouse-connect/embedded';

await using server = await startServer();
await using client = createClient(server.url);

await client.command('CREATE TABLE directors (name String, born UInt16) ENGINE = Memory');
await client.insert('directors', [
  { name: 'Lana Wachowski', born: 1965 },
  { name: 'Agnès Varda', born: 1928 },
]);

const directory = await mkdtemp(join(tmpdir(), 'movies-'));
const filePath = join(directory, 'movies.csv');
await writeFile(
  filePath,
  '"The Matrix",1999,"Lana Wachowski"\n"Vagabond",1985,"Agnès Varda"\n"Heat",1995,"Michael Mann"\n',
);

// The table is called movies, as the file.
const movies = new ExternalData({
  filePath,
  format: 'CSV',
  structure: ['title String', 'year UInt16', 'director String'],
});
const sql = 'SELECT title, year, director, born FROM movies JOIN directors ON director = name ORDER BY year DESC';
console.log((await client.query(sql, { externalData: movies })).rows());

// Several tables: values, and the bytes of a stream.
const wanted = new ExternalData({
  data: [{ year: 1985 }, { year: 1999 }],
  fileName: 'years',
  structure: 'year UInt16',
});
wanted.addFile({ filePath, format: 'CSV', structure: 'title String, year UInt16, director String' });
wanted.addFile({ data: Readable.from(['Vagabond\n', 'The Matrix\n']), fileName: 'titles', types: 'String' });
const count = await client.command<bigint>('SELECT count() FROM movies WHERE year IN years AND title IN titles', {
  externalData: wanted,
});
console.log('from rows:', Number(count));

await rm(directory, { recursive: true });
try {
  await client.query(sql, { externalData: movies });
} catch (error) {
  if (!(error instanceof OperationalError)) throw error;
  console.log(error.code, '- nothing was sent:', error.attempts, 'requests');
}
