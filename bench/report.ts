import { availableParallelism, cpus } from 'node:os';

import type { Result } from './measure.ts';
import type { Task, Work } from './task.ts';

/** The measured tasks. */
export type Results = ReadonlyMap<Task, Result>;

interface Line {
  readonly task: Task;
  readonly result: Result;
}

export function machine(): string {
  const model = cpus()[0]?.model.trim() ?? process.arch;
  return `${model}, ${availableParallelism()} cores, ${process.platform}, Node ${process.version}`;
}

/** The results as Markdown. */
export function report(results: Results): string {
  const lines = linesOf(results);
  const works = [...new Set(lines.map(({ task }) => task.work))].filter((work) => work !== 'memory');
  const sections = works.map((work) => workTable(work, lines));
  return [...sections, memoryTable(lines)].filter((section) => section !== '').join('\n\n');
}

function linesOf(results: Results): Line[] {
  return Array.from(results, ([task, result]) => ({ task, result }));
}

function workTable(work: Work, lines: readonly Line[]): string {
  const mine = lines.filter(({ task }) => task.work === work);
  const floor = floorOf(work, lines);
  const best = fastest(mine.filter(({ task }) => task.side === 'peer'));
  const rows = mine.map(({ task, result }) => {
    const { medianMs, medianFirstMs, peakBytes } = result;
    return [
      task.name,
      seconds(medianFirstMs),
      seconds(medianMs),
      millions(result.rows / medianMs / 1000),
      task.side === 'floor' ? '' : ratio(medianMs, floor?.result.medianMs),
      task.side === 'ours' ? ratio(best?.result.medianMs, medianMs) : '',
      megabytes(peakBytes),
    ];
  });
  const title = `${work}, ${(mine[0]?.result.rows ?? 0).toLocaleString('en-US')} rows`;
  return table([title, 'first, s', 's', 'M rows/s', '÷ floor', 'peer ÷ ours', 'peak MB'], rows);
}

function memoryTable(lines: readonly Line[]): string {
  const rows = lines.flatMap(({ task, result }) => {
    const grown = lines.find(({ task: { name } }) => name === task.growsTo);
    if (grown === undefined) return [];
    const { peakBytes } = grown.result;
    return [[grown.task.name, megabytes(result.peakBytes), megabytes(peakBytes), ratio(peakBytes, result.peakBytes)]];
  });
  if (rows.length === 0) return '';
  return table(['memory while streaming', 'peak MB, a tenth of the rows', 'peak MB, all rows', 'growth'], rows);
}

/** The figures that the project promises. */
export function promises(results: Results): string {
  const lines = linesOf(results);
  const of = (name: string): number | undefined => lines.find(({ task }) => task.name === name)?.result.medianMs;
  const floor = floorOf('columns', lines)?.result.medianMs;
  const best = fastest(lines.filter(({ task }) => task.side === 'peer' && task.work === 'row objects'));
  const figures = [
    ['columns in blocks ÷ floor, at most 1.6', ratio(of('ours: queryColumnBlockStream'), floor)],
    ['columns in one piece ÷ floor, at most 1.6', ratio(of('ours: queryColumns'), floor)],
    [
      `row objects in blocks, times faster than ${best?.task.name ?? 'the peer'}, at least 4`,
      ratio(best?.result.medianMs, of('ours: queryRowBlockStream')),
    ],
  ];
  return figures
    .filter(([, figure]) => figure !== '')
    .map(([name, figure]) => `- ${name}: **${figure}**`)
    .join('\n');
}

/** Row objects are made of the same bytes as columns. */
function floorOf(work: Work, lines: readonly Line[]): Line | undefined {
  const source = work === 'row objects' ? 'columns' : work;
  return lines.find(({ task }) => task.side === 'floor' && task.work === source);
}

function fastest(lines: readonly Line[]): Line | undefined {
  return lines.toSorted((a, b) => a.result.medianMs - b.result.medianMs)[0];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, index) => Math.max(title.length, ...rows.map((row) => row[index]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, index) => (index === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[index] ?? 0))).join(' | ')} |`;
  const rule = `|${widths.map((width, index) => (index === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  return [line(head), rule, ...rows.map(line)].join('\n');
}

const seconds = (ms: number): string => (ms / 1000).toFixed(3);
const millions = (value: number): string => value.toPrecision(3);
const megabytes = (bytes: number): string => (bytes > 0 ? (bytes / 1e6).toFixed(0) : '');

function ratio(value: number | undefined, base: number | undefined): string {
  return value === undefined || base === undefined || base === 0 ? '' : (value / base).toFixed(2);
}
