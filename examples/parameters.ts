/** Values that go to the server apart from the statement: they cannot change it, whatever they hold. */
import { createClient, ProgrammingError } from 'clickhouse-connect';
import { startServer } from 'clickhouse-connect/embedded';

await using server = await startServer();
await using client = createClient(server.url);

await client.command('CREATE TABLE books (title String, year UInt16, tags Array(String)) ENGINE = Memory');
await client.insert('books', [
  { title: "Gulliver's Travels", year: 1726, tags: ['satire', 'sea'] },
  { title: 'Moby-Dick', year: 1851, tags: ['sea', 'whales'] },
  { title: 'Middlemarch', year: 1871, tags: ['province'] },
]);

// A placeholder is {name:Type}; Identifier is the type of names of tables and columns.
const result = await client.query(
  'SELECT title, year FROM {table:Identifier} WHERE year >= {since:UInt16} AND hasAny(tags, {tags:Array(String)})',
  { parameters: { table: 'books', since: 1800, tags: ['sea', "'; DROP TABLE books; --"] } },
);
console.log(result.rows());

const title = await client.command('SELECT title FROM books WHERE title = {title:String}', {
  parameters: { title: "Gulliver's Travels" },
});
console.log('found', title);

try {
  await client.query('SELECT {since:UInt16}');
} catch (error) {
  if (!(error instanceof ProgrammingError)) throw error;
  console.log('nothing was sent:', error.code, '-', error.message);
}
