import { Readable } from 'node:stream';
import type { BaseQueryParams, CommandResult, ExecParams, PingResult } from '../../compat.js';
import type { Pull } from '../sources/pull.ts';
import type { Body } from './body.ts';
import type { Encoded } from './values.ts';

/** What all calls can have. */
export type Call = BaseQueryParams;

export interface Statement extends Call {
  readonly query: string;
}

export type Exec = ExecParams & { readonly values?: Readable | undefined };

/** What the server told of a statement. */
export type Reply = CommandResult;

/** What carries out the calls of a client. */
export interface Backend<Stream = Body | Readable, Values = Encoded> {
  query(call: Statement): Promise<Reply & { readonly stream: Stream }>;
  exec(call: Exec): Promise<Reply & { readonly stream: Readable }>;
  command(call: Exec): Promise<Reply>;
  insert(call: Statement & { readonly values: Values }): Promise<Reply>;
  ping(call: Call & { readonly select: boolean }): Promise<PingResult>;
  close(): Promise<void>;
}

/** What the option `connection` gives. */
export type Foreign = Backend<Readable, string | Readable>;

/** Calls somebody else's connection. */
export function backendOf(foreign: Foreign): Backend {
  return {
    query: (call) => foreign.query(call),
    exec: (call) => foreign.exec(call),
    command: (call) => foreign.command(call),
    insert: (call) => foreign.insert({ ...call, values: textOrStream(call.values) }),
    ping: (call) => foreign.ping(call),
    close: () => foreign.close(),
  };
}

function textOrStream(values: Encoded): string | Readable {
  return 'next' in values ? Readable.from(chunks(values), { objectMode: false }) : Buffer.from(values).toString();
}

async function* chunks(pull: Pull): AsyncGenerator<unknown> {
  for (let step = await pull.next(); step.done !== true; step = await pull.next()) yield step.value;
}
