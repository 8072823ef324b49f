/** Statements that are put together, with values that stay apart from them. */
import { createClient, DT64Param, sql } from 'clickhouse-connect';
import { startServer } from 'clickhouse-connect/embedded';

await using server = await startServer();
await using client = createClient(server.url);

await client.command(
  'CREATE TABLE books (title String, year UInt16, tags Array(String)) ENGINE = MergeTree ORDER BY title',
);
await client.insert('books', [
  { title: "Gulliver's Travels", year: 1726, tags: ['satire', 'sea'] },
  { title: 'Moby-Dick', year: 1851, tags: ['sea', 'whales'] },
  { title: 'Middlemarch', year: 1871, tags: ['province'] },
]);

interface Filter {
  readonly titles?: readonly string[];
  readonly since?: number;
  readonly tag?: string;
}

/** Each condition is a fragment with its values; names are quoted, values become parameters. */
function books({ titles, since, tag }: Filter, order = 'year') {
  const conditions = [
    sql`true`,
    ...(titles === undefined ? [] : [sql`title IN ${titles}`]),
    ...(since === undefined ? [] : [sql`year >= ${sql.param(since, 'UInt16')}`]),
    ...(tag === undefined ? [] : [sql`has(tags, ${tag})`]),
  ];
  return sql`SELECT title FROM books WHERE ${sql.join(conditions, ' AND ')} ORDER BY ${sql.ident(order)}`;
}

const statement = books({ since: 1800, tag: 'sea' });
console.log(statement.text);
console.log(statement.parameters);
console.log((await client.query(statement)).column('title').toArray());
console.log((await client.query(books({ titles: ["Gulliver's Travels", "'; DROP TABLE books; --"] }))).value());

// Where the server takes no placeholder, the client writes the value.
await client.command('ALTER TABLE books ADD COLUMN %(column)s String DEFAULT %(value)s', {
  parameters: { column: sql.ident('shelf mark'), value: "it's new" },
});
console.log(await client.command('SELECT DISTINCT `shelf mark` FROM books'));

// It writes a time as what it is; of whole seconds as a DateTime, unless it is told otherwise.
const noon = new Date('2026-01-01T12:00:00Z');
console.log(await client.command('SELECT toTypeName(%s), toTypeName(%s)', { parameters: [noon, new DT64Param(noon)] }));
