import type { Command } from 'commander';
import { type ConnectionFlags, connected } from '../connection.ts';
import type { NoteFlags } from '../notes.ts';
import { pair } from '../option-values.ts';

export interface TypegenFlags extends ConnectionFlags, NoteFlags {
  readonly query?: string;
  readonly name?: string;
  readonly param?: Readonly<Record<string, string>>;
  readonly readFormat?: Readonly<Record<string, string>>;
  readonly rename?: string;
  readonly output?: string;
}

const examples = `
Examples:
  clickhouse-connect typegen shop.orders shop.customers > rows.ts
  clickhouse-connect typegen "shop.*" --output src/shop.ts
  clickhouse-connect typegen --query "SELECT day, count() AS orders FROM shop.orders GROUP BY day" --name DailyRow
  clickhouse-connect typegen shop.orders --read-format "*Int64=number" --read-format DateTime=string`;

export function addTypegen(program: Command): void {
  const command = program
    .command('typegen')
    .description('Write the TypeScript types of rows: of tables, of all tables of a database, or of a query.')
    .argument('[tables...]', 'table, database.table or "database.*"; without any, all tables of the database')
    .option('--query <sql>', 'a query instead of tables')
    .option('--name <name>', 'name of the type of its rows (default: "Row")')
    .option('-p, --param <name=value>', 'value of a placeholder {name:Type} of the query; may be repeated', pair)
    .option('--read-format <type=format>', 'as readFormats of the client; may be repeated', pair)
    .option('--rename <scheme>', 'as renameResponseColumn of the client, such as toCamelcase')
    .option('-o, --output <file>', 'file to write; otherwise it is standard output')
    .option('-q, --quiet', 'say nothing but failures');
  connected(command)
    .addHelpText('after', examples)
    .action(async (tables: string[], flags: TypegenFlags) => {
      const { runTypegen } = await import('../commands.ts');
      await runTypegen(tables, flags);
    });
}
