import { Command } from 'commander';
import { version } from '../version.ts';
import { addDemo } from './demo/command.ts';
import { addInsert } from './insert/command.ts';
import { addPing } from './ping/command.ts';
import { addQuery } from './query/command.ts';
import { addTypegen } from './typegen/command.ts';

const more = `
The server is that of --url or CLICKHOUSE_URL, else http://localhost:8123; CLICKHOUSE_USER, CLICKHOUSE_PASSWORD and
CLICKHOUSE_DATABASE count as well. "clickhouse-connect help <command>" tells the options of a command.

Exit codes: 0 done, 1 failed, 2 wrong command line, 130 interrupted.`;

/** The program and its commands. What runs them is loaded when they run. */
export function makeProgram(): Command {
  const program = new Command('clickhouse-connect')
    .description('Queries, inserts and types of ClickHouse, on the command line')
    .version(version)
    .exitOverride()
    // Failures are told in one place.
    .configureOutput({ outputError: () => undefined })
    .addHelpText('after', more);
  for (const add of [addQuery, addInsert, addTypegen, addPing, addDemo]) add(program);
  return program;
}
