import { type Command, Option } from 'commander';
import { type ConnectionFlags, connected } from '../connection.ts';
import { pair, wholeNumber } from '../option-values.ts';
import { type RequestFlags, requesting } from '../request-flags.ts';
import { type StyleName, styles } from '../table/style.ts';

export interface QueryFlags extends ConnectionFlags, RequestFlags {
  readonly file?: string;
  readonly param?: Readonly<Record<string, string>>;
  readonly format?: string;
  readonly table?: StyleName;
  readonly maxWidth: number;
  readonly output?: string;
  readonly compression?: string;
  readonly overwrite: boolean;
  readonly limit?: number;
}

const examples = `
Examples:
  clickhouse-connect query "SELECT name, total_rows FROM system.tables LIMIT 10"
  clickhouse-connect query --file report.sql --param day=2026-01-31 --format CSVWithNames > report.csv
  clickhouse-connect query "SELECT * FROM trades" --output trades.parquet
  echo "SELECT version()" | clickhouse-connect query --url https://user@ch.example.com:8443 --ask-password`;

export function addQuery(program: Command): void {
  const command = program
    .command('query')
    .description('Run a statement, or several, and print what comes.')
    .argument('[statement]', 'the statement; without it and --file it comes from standard input')
    .option('-f, --file <file>', 'file that holds the statement; several are parted by semicolons')
    .option('-p, --param <name=value>', 'value of a placeholder {name:Type}; may be repeated', pair)
    .option('-F, --format <name>', 'format of ClickHouse, whose bytes are handed on as they are')
    .addOption(new Option('-t, --table <style>', 'print tables, whatever the output is').choices(styles))
    .option('--max-width <columns>', 'columns of the widest text in a table; 0 = no limit', wholeNumber, 80)
    .option('-o, --output <file>', 'write into a file; its name tells format and compression')
    .option('--compression <codec>', 'compression of that file: gzip, br, deflate, zstd or none')
    .option('--no-overwrite', 'refuse to replace a file')
    .option('-n, --limit <rows>', 'most rows of a result; 0 = no limit', wholeNumber);
  connected(requesting(command, 'a statement', 'query'))
    .addHelpText('after', examples)
    .action(async (statement: string | undefined, flags: QueryFlags) => {
      const { runQuery } = await import('../commands.ts');
      await runQuery(statement, flags);
    });
}
