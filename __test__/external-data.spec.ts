import test from 'ava';

import { createClient, DataError, ExternalData, InterfaceError } from '../src/index.ts';

const types = ['UInt8'];
const good = { data: '1\n', fileName: 't', types };

test('tables have the names of their files without extensions, or those they are given', (t) => {
  const files = {
    movies: { filePath: '/data/movies.csv' },
    '.hidden': { filePath: 'x/.hidden.tar.gz' },
    'with blank': { filePath: new URL('file:///data/with%20blank.tsv') },
    'movies.2': { filePath: '/data/movies.csv', fileName: 'movies.2' },
    t: good,
  };
  for (const [fileName, file] of Object.entries(files)) {
    const data = new ExternalData().addFile({ types, ...file });
    t.throws(() => data.addFile({ ...good, fileName }), {
      message: `ExternalData: there are two files '${fileName}': give one of them another 'fileName'`,
    });
  }
});

const bad: [string, object, RegExp][] = [
  ['no data', { fileName: 't', types }, /give either 'filePath' or 'data'$/],
  ['two sources of data', { ...good, filePath: 'a' }, /either 'filePath' or 'data', not both/],
  ['no name', { data: '1\n', types }, /'data' needs a 'fileName'/],
  ['a path without a name', { filePath: '/', types }, /give a 'fileName'/],
  ['a URL of another kind', { filePath: new URL('http://x/a.csv'), types }, /option 'filePath'/],
  ['an empty path', { filePath: '', types }, /option 'filePath' must be the path of a file/],
  ['a path with a NUL', { filePath: 'a\0', types }, /option 'filePath'/],
  ['no columns', { data: '1\n', fileName: 't' }, /'t': give either 'types' or 'structure'$/],
  ['both kinds of columns', { ...good, structure: 'a UInt8' }, /not both/],
  ['no types', { ...good, types: [] }, /option 'types'/],
  ['an empty type', { ...good, types: 'UInt8,,String' }, /option 'types' has an empty element/],
  ['types that are no text', { ...good, types: [7] }, /option 'types' must be a string or an array/],
  ['open parentheses', { ...good, types: 'Array(UInt8' }, /parentheses of 'Array\(UInt8' do not match/],
  ['closed parentheses', { ...good, types: 'UInt8), (String' }, /parentheses/],
  ['an open quote', { ...good, types: "Enum8('a" }, /the quote at character 6 is not closed/],
  ['a column without a type', { data: '', fileName: 't', structure: ['a'] }, /'a' is not a name and a type/],
  ['two columns of one name', { data: '', fileName: 't', structure: 'a UInt8, `a` String' }, /two columns 'a'/],
  ['a name in quotes', { ...good, fileName: 'a"b' }, /option 'fileName'/],
  ['a name of two lines', { ...good, fileName: 'a\nb' }, /option 'fileName'/],
  ['an empty name', { ...good, fileName: '' }, /option 'fileName'/],
  ['a name of the protocol', { ...good, fileName: 'default' }, /cannot be called 'default'/],
  ['a name of parameters', { ...good, fileName: 'param_x' }, /cannot be called/],
  ['a format that is none', { ...good, format: 'CSV; DROP' }, /option 'format' must be the name of a format/],
  ['a MIME type that is none', { ...good, mimeType: 'a\r\nb: c' }, /option 'mimeType'/],
  ['an option that is none', { ...good, fmt: 'CSV' }, /unknown option 'fmt'/],
  ['a number as data', { ...good, data: 7 }, /'t' must be bytes, a string, a stream of these, rows or columns, got 7/],
  ['null as data', { ...good, data: null }, /option 'data'/],
  ['rows with a format', { ...good, data: [[1]], format: 'CSV' }, /option 'format' is for bytes, not for rows/],
];

for (const [title, options, message] of bad) {
  test(`refused: ${title}`, (t) => {
    const error = t.throws(() => new ExternalData(options as never), { instanceOf: InterfaceError, message });
    t.is(error.code, 'ERR_INVALID_ARG');
    t.regex(error.message, /^ExternalData: /);
  });
}

test('refused: two files of one name, and rows that are not alike', (t) => {
  const data = new ExternalData(good);
  t.throws(() => data.addFile(good), { code: 'ERR_INVALID_ARG', message: /two files 't'/ });
  t.throws(() => new ExternalData({ ...good, data: [[1], [1, 2]] }), {
    instanceOf: DataError,
    message: /^ExternalData: 't': row 1 has 2 values/,
  });
});

test('refused: calls with something else, with no files, and with two bodies', async (t) => {
  await using client = createClient('http://127.0.0.1:9');
  const refused = async (options: object, message: RegExp): Promise<void> => {
    await t.throwsAsync(client.command('SELECT 1', options), { code: 'ERR_INVALID_ARG', message });
  };
  await refused({ externalData: {} }, /command: option 'externalData' must be an ExternalData/);
  await refused({ externalData: new ExternalData() }, /with at least one file/);
  await refused({ externalData: new ExternalData(good), data: '1' }, /'data' cannot be combined with 'externalData'/);
  await refused({ data: 7 }, /command: option 'data' must be bytes, a string or a stream of these, got 7/);
  await t.throwsAsync(client.rawQuery('SELECT 1', { data: '1' } as never), { message: /unknown option 'data'/ });
});
