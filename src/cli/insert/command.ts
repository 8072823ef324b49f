import type { Command } from 'commander';
import { type ConnectionFlags, connected } from '../connection.ts';
import { names } from '../option-values.ts';
import { type RequestFlags, requesting } from '../request-flags.ts';

export interface InsertFlags extends ConnectionFlags, RequestFlags {
  readonly format?: string;
  readonly compression?: string;
  readonly columns?: readonly string[];
  readonly skipUnknown?: boolean;
  readonly deduplicationToken?: string;
}

const examples = `
Examples:
  clickhouse-connect insert trades trades.csv.gz
  clickhouse-connect insert shop.orders 2026-*.parquet --url https://ch.example.com:8443
  generate | clickhouse-connect insert events --format JSONEachRow --columns id,at,payload`;

export function addInsert(program: Command): void {
  const command = program
    .command('insert')
    .description('Insert files, or standard input, into a table. The server parses them.')
    .argument('<table>', 'table, or database.table')
    .argument('[files...]', 'files, one request each; without any, or for -, it is standard input')
    .option('-F, --format <name>', 'format of the data; of files the default is that of their names')
    .option('--compression <codec>', 'compression of the data: gzip, br, deflate, zstd, lz4, xz, bz2 or none')
    .option('--columns <names>', 'columns that the data has, with commas in between', names)
    .option('--skip-unknown', 'leave out fields that the table does not have')
    .option('--deduplication-token <text>', 'token by which the server drops a repetition of the insert');
  connected(requesting(command, 'each file', 'insert'))
    .addHelpText('after', examples)
    .action(async (table: string, files: string[], flags: InsertFlags) => {
      const { runInsert } = await import('../commands.ts');
      await runInsert(table, files, flags);
    });
}
