/** Names for the types of rows. */
import type { TableName } from '../../identifier.ts';
import { UsageError } from '../exit.ts';
import { pascalCase } from './syntax.ts';

/** What a module may say besides, and what it declares. */
const taken = new Set([
  'Buffer',
  'Date',
  'Map',
  'Partial',
  'PreciseDate',
  'Record',
  'Tables',
  'Temporal',
  'TypedValue',
]);

/** Words that cannot name a type. */
const reserved =
  /^(?:any|as|async|await|bigint|boolean|break|case|catch|class|const|continue|debugger|default|delete|do|else|enum|export|extends|false|finally|for|function|if|implements|import|in|instanceof|interface|let|never|new|null|number|object|package|private|protected|public|return|static|string|super|switch|symbol|this|throw|true|try|type|typeof|undefined|unknown|var|void|while|with|yield)$/;

/** The name that the caller has given. */
export function checkedName(name: string): string {
  if (!/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name) || reserved.test(name)) {
    throw new UsageError(`--name must be the name of a type, and '${name}' is none`);
  }
  if (taken.has(name)) throw new UsageError(`--name must be another name: '${name}' has a meaning of its own`);
  return name;
}

/** A name for the rows of each table: `PageViewsRow`, with the database in front where it says which. */
export function namesOf(tables: readonly TableName[]): string[] {
  const short = tables.map(({ table }) => `${pascalCase(table)}Row`);
  const used = new Set<string>();
  return tables.map(({ database }, index) => {
    const name = short[index] ?? '';
    const elsewhere = tables.some((other, at) => short[at] === name && other.database !== database);
    const wanted = elsewhere && database !== undefined ? pascalCase(database) + name : name;
    let free = wanted;
    for (let number = 2; used.has(free); number++) free = `${wanted}${number}`;
    used.add(free);
    return free;
  });
}
