import type { Result, Results } from './results.ts';
import type { Side } from './task.ts';

/** A figure that this package has to reach. */
export interface Promised {
  readonly what: string;
  readonly sense: 'at most' | 'at least';
  readonly limit: number;
  /** Undefined when it was not measured. */
  figure(results: Results): number | undefined;
}

/** A task of ours against the floor, of which there may be several. */
export function timesFloor(work: string, does: string, limit: number, floor?: string): Promised {
  return {
    what: `${work}: ${does} ÷ ${floor ?? 'floor'}`,
    sense: 'at most',
    limit,
    figure: (results) => ratio(results.best(work, 'ours', does), results.best(work, 'floor', floor)),
  };
}

/** A task of ours against the fastest of a peer. */
export function fasterThan(side: Side, work: string, does: string, limit = 1): Promised {
  return {
    what: `${work}: ${side} ÷ ${does}`,
    sense: 'at least',
    limit,
    figure: (results) => ratio(results.best(work, side), results.best(work, 'ours', does)),
  };
}

/** A task of ours against another of ours. */
export function timesOwn(work: string, does: string, other: string, limit: number): Promised {
  return {
    what: `${work}: ${does} ÷ ${other}`,
    sense: 'at most',
    limit,
    figure: (results) => ratio(results.best(work, 'ours', does), results.best(work, 'ours', other)),
  };
}

export function timesPeer(side: Side, work: string, does: string, limit: number): Promised {
  return {
    what: `${work}: ${does} ÷ ${side}`,
    sense: 'at most',
    limit,
    figure: (results) => ratio(results.best(work, 'ours', does), results.best(work, side)),
  };
}

/** In MB. */
export function peakBelow(work: string, does: string, limit: number): Promised {
  return {
    what: `${work}: peak MB of ${does}`,
    sense: 'at most',
    limit,
    figure: (results) => megabytes(results.best(work, 'ours', does)),
  };
}

/** How much more memory and time a row needs where there are more of them. */
export function flat(few: string, many: string, does: string): Promised[] {
  return [
    flatPeak(few, many, does),
    {
      what: `${many}: time per row of ${does} ÷ that of ${few}`,
      sense: 'at most',
      limit: 1.1,
      figure: (results) =>
        divide(timePerRow(results.best(many, 'ours', does)), timePerRow(results.best(few, 'ours', does))),
    },
  ];
}

/** How much more memory is needed to do something more often. */
export function flatPeak(few: string, many: string, does: string): Promised {
  return {
    what: `${many}: peak of ${does} ÷ that of ${few}`,
    sense: 'at most',
    limit: 1.2,
    figure: (results) =>
      divide(megabytes(results.best(many, 'ours', does)), megabytes(results.best(few, 'ours', does))),
  };
}

/** In ms. */
export function timeBelow(work: string, does: string, limit: number): Promised {
  return {
    what: `${work}: ${does}, in ms`,
    sense: 'at most',
    limit,
    figure: (results) => results.best(work, 'ours', does)?.medianMs,
  };
}

/** In ms. */
export function loopBelow(work: string, does: string, limit: number): Promised {
  return {
    what: `${work}: event-loop delay of ${does}, p99 in ms`,
    sense: 'at most',
    limit,
    figure: (results) => results.best(work, 'ours', does)?.loop?.p99Ms,
  };
}

export function isKept({ sense, limit }: Promised, figure: number): boolean {
  return sense === 'at most' ? figure <= limit : figure >= limit;
}

function ratio(a: Result | undefined, b: Result | undefined): number | undefined {
  return divide(a?.medianMs, b?.medianMs);
}

function divide(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined || b === 0 ? undefined : a / b;
}

/** Undefined where the system does not tell. */
function megabytes(result: Result | undefined): number | undefined {
  return result === undefined || result.peakBytes === 0 ? undefined : result.peakBytes / 1e6;
}

function timePerRow(result: Result | undefined): number | undefined {
  return divide(result?.medianMs, result?.rows);
}
