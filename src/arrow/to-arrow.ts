import type { ToArrowOptions } from '../../index.js';
import type { Table } from '../table.ts';
import { type Checks, flag, validate } from '../validate.ts';
import type { Table as ArrowTable } from './library.ts';
import { ArrowReader } from './reader.ts';

export const toArrowChecks: Checks<ToArrowOptions> = { useStrings: flag };

/** A table that was read, in Arrow. */
export function toArrow({ schema, parts }: Table, options: ToArrowOptions): ArrowTable {
  validate(options, toArrowChecks, 'toArrow');
  const { useStrings = true } = options;
  return new ArrowReader(schema, { useStrings, forFrames: false }, 'toArrow').table(parts);
}
