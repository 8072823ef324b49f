import type { RawQueryOptions } from '../../../index.js';
import type { Bar } from '../progress/bar.ts';
import { readingStep } from '../progress/texts.ts';
import type { QueryFlags } from './command.ts';
import { valuesOf } from './parameters.ts';

/** A statement, and how it is to be run. */
export interface Asked {
  readonly sql: string;
  readonly flags: QueryFlags;
  readonly signal: AbortSignal;
}

/** The options of a statement's request, which tells a bar how far it is; `more` is what else is to be told. */
export function requestOptions({ sql, flags, signal }: Asked, bar: Bar, more = (): string => ''): RawQueryOptions {
  const { param, timeout, queryId } = flags;
  return {
    parameters: valuesOf(sql, param),
    timeout,
    queryId,
    signal,
    onProgress: (progress) => {
      // What is told of at its end alone would only flash.
      if (progress.memoryUsage === undefined) return;
      const step = readingStep(progress, bar.elapsed);
      bar.show({ ...step, text: step.text + more() });
    },
  };
}
