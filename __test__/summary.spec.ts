import test from 'ava';

// biome-ignore lint/style/noRestrictedImports: odd headers come from proxies, not from the server of the tests
import { parseSummary } from '../src/summary.ts';

const nothing = {
  readRows: 0,
  readBytes: 0,
  writtenRows: 0,
  writtenBytes: 0,
  totalRowsToRead: 0,
  resultRows: 0,
  resultBytes: 0,
  elapsedNs: 0,
};

test('the counters of a real server become numbers in camelCase', (t) => {
  const header =
    '{"read_rows":"10","read_bytes":"80","written_rows":"0","written_bytes":"0","total_rows_to_read":"10",' +
    '"result_rows":"1","result_bytes":"256","elapsed_ns":"662334","memory_usage":"4203408"}';
  t.deepEqual(
    { ...parseSummary(header) },
    {
      ...nothing,
      readRows: 10,
      readBytes: 80,
      totalRowsToRead: 10,
      resultRows: 1,
      resultBytes: 256,
      elapsedNs: 662_334,
      memoryUsage: 4_203_408,
    },
  );
});

for (const header of [undefined, null, '', '{', 'null', '[]', '"x"', '{"read_rows":"many","x":{}}', '{"x":null}']) {
  test(`a header of ${JSON.stringify(header)} counts nothing`, (t) => {
    t.deepEqual({ ...parseSummary(header) }, nothing);
  });
}
