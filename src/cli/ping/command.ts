import { type Command, Option } from 'commander';
import { type ConnectionFlags, connected } from '../connection.ts';
import type { NoteFlags } from '../notes.ts';
import { seconds } from '../option-values.ts';

export interface PingFlags extends ConnectionFlags, NoteFlags {
  readonly wait?: number;
  readonly timeout?: number;
}

const examples = `
Examples:
  clickhouse-connect ping https://ch.example.com:8443
  clickhouse-connect ping --wait 60 && npm run migrate`;

export function addPing(program: Command): void {
  const command = program
    .command('ping')
    .description('Ask whether the server answers and lets the user in.')
    .argument('[url]', 'address of the server; the same as --url')
    .option('--wait <seconds>', 'how long to wait for the server to come up', seconds)
    .addOption(
      new Option('--timeout <seconds>', 'how long an answer may take').argParser(seconds).default(10_000, '10'),
    )
    .option('-q, --quiet', 'say nothing but by the exit code and failures');
  connected(command)
    .addHelpText('after', examples)
    .action(async (url: string | undefined, flags: PingFlags) => {
      const { runPing } = await import('../commands.ts');
      await runPing(url, flags);
    });
}
