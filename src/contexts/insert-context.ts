import type { InsertContext as Contract, InsertContextOptions, InsertData } from '../../index.js';
import { parseType } from '../datatype.ts';
import { codingOf } from '../encoding.ts';
import { FormatRules } from '../formats.ts';
import { customHeaders } from '../headers.ts';
import { DEDUPLICATION_TOKEN } from '../request.ts';
import { insertContextChecks } from '../request-options.ts';
import { settingPairs } from '../settings.ts';
import { invalid, isRecord, validate } from '../validate.ts';
import { frozenCopy, overlaid, refuseOwn } from './overlay.ts';
import type { TableMemory } from './table-memory.ts';

/** What a context was made of. */
export interface Making {
  /** The inserts of the client that made it. */
  readonly owner: object;
  /** The table as its caller names it, and quoted. */
  readonly table: string;
  readonly name: string;
  readonly options: InsertContextOptions;
  /** Nothing where `columnTypes` says it all. */
  readonly memory: TableMemory | undefined;
}

export class InsertContext<T = unknown> implements Contract<T> {
  data: InsertData<T> | undefined;
  readonly #making: Making;

  constructor(making: Making) {
    this.#making = making;
  }

  static makingOf(context: InsertContext): Making {
    return context.#making;
  }

  /** Gives the data away: what is inserted once is not inserted twice by mistake. */
  static take<T>(context: InsertContext<T>): InsertData<T> | undefined {
    const { data } = context;
    context.data = undefined;
    return data;
  }

  get table(): string {
    return this.#making.table;
  }

  updatedCopy(overrides: InsertContextOptions = {}): InsertContext<T> {
    if (!isRecord(overrides)) throw invalid('updatedCopy: options must be an object');
    const { options } = this.#making;
    refuseMove(options, overrides, 'updatedCopy');
    const updated = checkedOptions(overlaid<InsertContextOptions>(options, overrides), 'updatedCopy');
    return new InsertContext<T>({ ...this.#making, options: updated });
  }
}

/** The options of a context, which later changes of what was given do not reach. */
export function checkedOptions(options: InsertContextOptions, where: string): InsertContextOptions {
  refuseOwn(options, ['queryId'], where);
  validate<InsertContextOptions>(options, insertContextChecks, where);
  const { settings, headers, writeFormats, encoding, columnTypes, deduplicationToken } = options;
  if (deduplicationToken !== undefined && deduplicationToken !== 'auto') {
    throw invalid(`${where}: option 'deduplicationToken' is for one call: give it to that, or 'auto'`);
  }
  if (settingPairs(settings, where).some(([name, value]) => name === DEDUPLICATION_TOKEN && value !== '')) {
    throw invalid(
      `${where}: setting '${DEDUPLICATION_TOKEN}' is for one call: give that 'deduplicationToken', or 'auto'`,
    );
  }
  customHeaders(headers, where);
  if (writeFormats !== undefined) new FormatRules(writeFormats, `${where}: option 'writeFormats'`);
  codingOf(encoding, where);
  for (const type of columnTypes ?? []) checkType(String(type), where);
  return frozenCopy(options);
}

function checkType(type: string, where: string): void {
  try {
    parseType(type);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw invalid(`${where}: option 'columnTypes': '${type}': ${message}`, error);
  }
}

/** Refuses options under which the table would be another one. */
export function refuseMove(kept: InsertContextOptions, own: InsertContextOptions, where: string): void {
  for (const option of ['database', 'sessionId'] as const) {
    if (own[option] !== undefined && own[option] !== kept[option]) {
      throw invalid(`${where}: option '${option}' is not that of the context, whose table may be another one there`);
    }
  }
}
