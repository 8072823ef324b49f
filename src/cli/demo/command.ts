import { type Command, Option } from 'commander';
import { verbose } from '../connection.ts';
import { wholeNumber } from '../option-values.ts';

export interface DemoFlags {
  readonly rows: number;
  readonly serve?: boolean;
  readonly verbose?: boolean;
}

const examples = `
It needs the package chdb (Linux with glibc, macOS):
  npm install --save-dev chdb && npx clickhouse-connect demo
  npx -p clickhouse-connect -p chdb clickhouse-connect demo --serve`;

export function addDemo(program: Command): void {
  program
    .command('demo')
    .description('Start a real ClickHouse server on this machine, fill a table and ask it three questions.')
    .addOption(new Option('--rows <number>', 'rows to insert').argParser(wholeNumber).default(500_000, '500000'))
    .option('--serve', 'leave the server running for your own queries, until Ctrl-C')
    .option(...verbose)
    .addHelpText('after', examples)
    .action(async (flags: DemoFlags) => {
      const { runDemo } = await import('../commands.ts');
      await runDemo(flags);
    });
}
