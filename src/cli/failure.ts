import { CommanderError } from 'commander';
import type { ClickHouseError } from '../../index.js';
import { FAILED, Interrupted, MISUSED, OK, Unread, UsageError } from './exit.ts';
import { withFlags } from './flags.ts';
import { harmless } from './table/harmless.ts';

/** What methods of the client put in front of their messages: nobody has called them here. */
const method = /^(?:createClient|rawStream|rawInsert|insertFile|queryToFile|query|command|ping): /;

/** Says on standard error what has ended a command, if there is anything to say; gives the exit code. */
export function tellFailure(error: unknown, verbose: boolean): number {
  if (error instanceof Unread) return OK;
  if (error instanceof Interrupted) return error.exitCode;
  if (error instanceof CommanderError) {
    // What it was asked to say, it has said.
    if (error.exitCode === 0) return OK;
    if (error.code !== 'commander.help')
      tell(withoutValues(error.message.replace(/^error: /, '').replace(/\s+/g, ' ')));
    return MISUSED;
  }
  tell(verbose ? `${oneLine(error)}\n${inFull(error)}` : oneLine(error));
  return error instanceof UsageError || nameOf(error) === 'InterfaceError' ? MISUSED : FAILED;
}

function tell(text: string): void {
  process.stderr.write(`clickhouse-connect: ${text.split('\n').map(harmless).join('\n')}\n`);
}

/** Without what may be a secret: the value of `--passwrod=…`, that of a header, and what `-psecret` takes for a parameter. */
function withoutValues(text: string): string {
  return text
    .replace(/^(unknown option '[^'=]+)=.*'/, "$1'")
    .replace(/^(option '[^']*--(?:header|param|setting) [^']*') argument '.*'( is invalid)/, '$1$2');
}

/** The message, and what it lacks of the server's code and the query's id. */
export function oneLine(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { message, code, serverCode, queryId } = error as ClickHouseError;
  const text = nameOf(error) === 'InterfaceError' ? withFlags(message) : message;
  const said = text.replace(method, '').replace(/\s+/g, ' ').trim();
  const name = typeof code === 'string' && !said.includes(code) && !code.startsWith('ERR_') ? [code] : [];
  const number = serverCode === undefined || said.includes(String(serverCode)) ? [] : [`code ${serverCode}`];
  const query = serverCode === undefined || queryId === undefined ? [] : [`query ${queryId}`];
  const more = [...name, ...number, ...query].join(', ');
  return more === '' ? said : `${said} (${more})`;
}

/** The stack, and those of all causes. */
function inFull(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const stack = error.stack ?? error.message;
  return error.cause === undefined ? stack : `${stack}\ncaused by ${inFull(error.cause)}`;
}

/** By name: the classes come with the client, which may not be loaded. */
function nameOf(error: unknown): string | undefined {
  return error instanceof Error ? error.name : undefined;
}
