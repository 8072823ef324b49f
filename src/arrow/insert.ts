import type { ArrowData, InsertArrowOptions, InsertData, InsertResult } from '../../index.js';
import type { Inserts } from '../insert.ts';
import { validate } from '../validate.ts';
import { bytesOfFrame } from './frames.ts';
import { arrowData } from './insert/input.ts';
import { insertArrowChecks } from './options.ts';

/** Inserts columns of Arrow by their names. */
export async function insertArrow(
  inserts: Inserts,
  table: string,
  data: ArrowData,
  options: InsertArrowOptions,
): Promise<InsertResult> {
  validate(options, insertArrowChecks, 'insertArrow');
  return await inserts.insert({ table, data: arrowData(data, 'insertArrow') as unknown as InsertData, options });
}

/** Inserts the columns of a data frame by their names. */
export async function insertFrame(
  inserts: Inserts,
  table: string,
  frame: unknown,
  options: InsertArrowOptions,
): Promise<InsertResult> {
  validate(options, insertArrowChecks, 'insertDf');
  return await inserts.insert({
    table,
    data: arrowData(bytesOfFrame(frame), 'insertDf') as unknown as InsertData,
    options,
  });
}
