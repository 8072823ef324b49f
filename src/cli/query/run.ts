import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import type { Client } from '../../../index.js';
import { withClient } from '../client.ts';
import { UsageError } from '../exit.ts';
import type { QueryFlags } from './command.ts';
import { checkNames } from './parameters.ts';
import { printResult } from './print.ts';
import type { Asked } from './request.ts';
import { awaitsData, statementsOf } from './statements.ts';
import { sendData, writeFile } from './transfers.ts';

/** Runs the statements that the command line leads to, one after the other. */
export async function runQuery(statement: string | undefined, flags: QueryFlags): Promise<void> {
  const { sql, fromInput } = await source(statement, flags);
  const statements = statementsOf(sql);
  check(statements, flags);
  checkData(statements, fromInput, flags);
  checkNames(statements, flags.param);
  const work = async (client: Client, signal: AbortSignal): Promise<void> => {
    // What one statement sets counts for the next.
    const connection = statements.length === 1 ? client : client.session();
    for (const one of statements) await runOne(connection, { sql: one, flags, signal }, fromInput);
  };
  await withClient(flags, work, { queryLimit: flags.limit });
}

async function runOne(client: Client, asked: Asked, fromInput: boolean): Promise<void> {
  const { sql, flags } = asked;
  if (!fromInput && awaitsData(sql)) return await sendData(client, asked);
  await (flags.output === undefined ? printResult(client, asked) : writeFile(client, asked, flags.output));
}

/** The text of the statements, and whether standard input has been used up for it. */
async function source(
  statement: string | undefined,
  { file }: QueryFlags,
): Promise<{ sql: string; fromInput: boolean }> {
  if (file !== undefined && statement !== undefined)
    throw new UsageError('give either a statement or --file, not both');
  if (file !== undefined && file !== '-') {
    const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
      throw new UsageError(`the file '${file}' cannot be read (${error.code ?? error.message})`);
    });
    return { sql: decoded(bytes, `the file '${file}'`), fromInput: false };
  }
  if (statement !== undefined && statement !== '-') return { sql: statement, fromInput: false };
  if (process.stdin.isTTY && statement === undefined && file === undefined) {
    throw new UsageError('there is no statement: give it as an argument, with --file or on standard input');
  }
  return { sql: decoded(await buffer(process.stdin), 'standard input'), fromInput: true };
}

/** A text without its byte order mark. Statements are UTF-8; data in other bytes comes apart from them. */
function decoded(bytes: Uint8Array, what: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UsageError(`${what} is not UTF-8`);
  }
}

function check(statements: readonly string[], flags: QueryFlags): void {
  const { output, queryId, format, table, compression, overwrite } = flags;
  if (statements.length === 0) throw new UsageError('the statement is empty');
  if (statements.length > 1 && output !== undefined) throw new UsageError('--output is for one statement only');
  if (statements.length > 1 && queryId !== undefined) throw new UsageError('--query-id is for one statement only');
  if (table !== undefined && (format ?? output) !== undefined) {
    throw new UsageError(`--table is not for ${format === undefined ? '--output' : '--format'}`);
  }
  if (output === undefined && compression !== undefined) throw new UsageError('--compression is for --output');
  if (output === undefined && !overwrite) throw new UsageError('--no-overwrite is for --output');
}

/** What concerns an INSERT whose data is standard input. */
function checkData(statements: readonly string[], fromInput: boolean, { output, format, table }: QueryFlags): void {
  const waiting = fromInput ? [] : statements.filter(awaitsData);
  if (waiting.length > 1) throw new UsageError('standard input can be the data of one INSERT only');
  if (waiting.length === 0 || statements.length > 1) return;
  for (const [name, value] of Object.entries({ '--output': output, '--format': format, '--table': table }))
    if (value !== undefined)
      throw new UsageError(`${name} is for results, and an INSERT has none; its FORMAT says what the data is`);
}
