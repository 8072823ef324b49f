/** The charts of the benchmark, and the run that they are made of. */
import { readFileSync } from 'node:fs';
import test from 'ava';

import { benchmarkPage, type Published } from '../../site/benchmarks.ts';
import { svg } from '../../site/charts.ts';

const read = (file: string): string => readFileSync(new URL(`../../bench/${file}`, import.meta.url), 'utf8');
const published = JSON.parse(read('published.json')) as Published;

test('a bar is as long as its value, the largest as long as there is room', (t) => {
  const bars = [
    { label: 'ours: a < b', value: 1, text: '1 s', tone: 'ours' as const },
    { label: 'js: c', value: 4, text: '4 s, 4.00 ×', tone: 'peer' as const },
  ];
  const chart = svg({ title: 'time', bars, mark: { value: 2, text: 'limit' } });
  t.regex(chart, /^<svg role="img".*<title>time<\/title>.*ours: a &lt; b.*4 s, 4\.00 ×.*limit.*<\/svg>$/);
  const widths = [...chart.matchAll(/<rect [^>]*width="([\d.]+)"/g)].map(([, width]) => Number(width));
  t.deepEqual(widths, [80, 320]);
});

test('the page tells date, machine and server, and has a chart for each peer and each work', (t) => {
  const page = benchmarkPage(published, read('README.md'));
  t.true(page.includes(published.date.slice(0, 10)));
  t.true(page.includes(published.machine));
  t.true(page.includes(published.server));
  t.regex(page, /### @clickhouse\/client\n\n<svg .*row blocks nums<\/text>.* ×<\/text>/);
  t.regex(page, /### row blocks nums, [\d,]+ rows\n\n<svg .*ours: queryRowBlockStream.*js: JSONEachRow stream/);
  t.regex(page, /## Method/);
});

test('the published run is the one whose tables README.md shows', (t) => {
  const tables = read('README.md')
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()));
  for (const { side, does, medianMs } of published.results) {
    const seconds = (medianMs / 1000).toFixed(3);
    const rows = tables.filter(([, name]) => name === `${side}: ${does}`);
    t.true(
      rows.some(([, , , time]) => time === seconds || time === medianMs.toFixed(3)),
      `${side}: ${does} took ${seconds} s`,
    );
  }
});
