/** The page of the benchmark: charts of a published run, `bench/published.json`, above the text of `bench/README.md`. */
import { type Result, Results } from '../bench/results.ts';
import type { Side } from '../bench/task.ts';
import { type Bar, svg } from './charts.ts';

/** What `npm run bench` writes. */
export interface Published {
  readonly date: string;
  readonly machine: string;
  readonly server: string;
  readonly runs: number;
  readonly results: readonly Result[];
}

const peers: readonly { readonly side: Side; readonly name: string }[] = [
  { side: 'js', name: '@clickhouse/client' },
  { side: 'python', name: 'clickhouse-connect for Python' },
  { side: 'go', name: 'ch-go and clickhouse-go' },
  { side: 'fetch', name: 'the fetch of Node' },
];

export function benchmarkPage({ date, machine, server, runs, results: list }: Published, text: string): string {
  const results = new Results(list);
  const works = [...new Set(list.map(({ work }) => work))];
  const compared = works.filter((work) => peers.some(({ side }) => results.best(work, side) !== undefined));
  const [title = '', ...rest] = text.split('\n');
  return [
    title,
    '',
    `Measured on ${date.slice(0, 10)}: ${machine}, ClickHouse ${server}, median of ${runs} runs. Shorter bars are better. What is measured, and`,
    'how, stands [below the charts](#what-is-compared).',
    '',
    '## Beside the peers',
    '',
    'How many times as long the fastest way of a peer takes as the fastest of ours.',
    '',
    ...peers.flatMap((peer) => [`### ${peer.name}`, '', ratioChart(peer, compared, results), '']),
    '## Work by work',
    '',
    'Time, and how many times as long as the fastest of ours. **floor** moves the same bytes and makes nothing of them.',
    '',
    ...compared.flatMap((work) => [`### ${headingOf(work, results)}`, '', workChart(work, results), '']),
    ...rest,
  ].join('\n');
}

const headingOf = (work: string, results: Results): string => {
  const [{ rows = 0 } = {}] = results.of(work);
  return `${work}, ${rows.toLocaleString('en-US')} ${work.startsWith('ask') ? 'queries' : 'rows'}`;
};

function ratioChart({ side, name }: (typeof peers)[number], works: readonly string[], results: Results): string {
  const bars = works.flatMap((work): Bar[] => {
    const ratio = ratioOf(results.best(work, side), results.best(work, 'ours'));
    return ratio === undefined ? [] : [{ label: work, value: ratio, text: `${ratio.toFixed(2)} ×`, tone: 'peer' }];
  });
  return svg({ title: `${name} ÷ ours`, bars, mark: { value: 1, text: 'ours' } });
}

function workChart(work: string, results: Results): string {
  const ours = results.best(work, 'ours');
  const bars = results.of(work).map((result): Bar => {
    const { side, does, medianMs } = result;
    const ratio = side === 'ours' ? undefined : ratioOf(result, ours);
    const times = ratio === undefined ? '' : `, ${ratio.toFixed(2)} ×`;
    const tone = side === 'ours' || side === 'floor' ? side : 'peer';
    return { label: `${side}: ${does}`, value: medianMs, text: `${duration(medianMs)}${times}`, tone };
  });
  return svg({ title: work, bars });
}

const ratioOf = (result: Result | undefined, base: Result | undefined): number | undefined =>
  result === undefined || base === undefined ? undefined : result.medianMs / base.medianMs;

const duration = (ms: number): string => (ms < 10 ? `${ms.toFixed(2)} ms` : `${(ms / 1000).toFixed(3)} s`);
