import type { CommandOptions, ParameterizedOptions, QueryOptions, RawQueryOptions, Sql } from '../index.js';
import { type Bound, bound, stated } from './binding.ts';
import type { Connection } from './connection.ts';
import { type Arguments, asked, inContext } from './contexts/asked.ts';
import { withLongStack } from './errors.ts';
import { Attachment } from './external-data/attachment.ts';
import { ReadPlan } from './reading.ts';
import type { Prepared } from './request.ts';
import { commandChecks, rawQueryChecks } from './request-options.ts';
import { operationOf } from './sql/operation.ts';
import { onlyReads } from './sql/reading.ts';
import { inOneSelect } from './sql/sets.ts';
import { withoutEnd } from './sql/tail.ts';
import { type Checks, invalid, validate } from './validate.ts';

/** A request, and the options that it was made of: those of the call over those of its context. */
export interface Statement<O> {
  readonly prepared: Prepared;
  readonly options: O;
}

const rawChecks = inContext<RawQueryOptions>(rawQueryChecks);

/** The statements of one client's methods, checked and made into requests. */
export class Statements {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** A statement whose result is decoded. */
  query<O extends QueryOptions>(where: string, call: Arguments<O>, checks: Checks<O>): Statement<O> {
    const { sql: statement, options } = asked(where, call, checks);
    const prepared = attached(where, options, (attachment) => {
      const { sql, pairs, given } = this.#bind(where, statement, options);
      const { statement: limited, defaults } = this.#limited(sql);
      return this.#connection.prepare(limited, options, {
        where,
        given,
        parameters: pairs,
        plan: new ReadPlan(options, this.#connection.options, where),
        repeats: onlyReads(sql),
        defaults,
        attachment,
      });
    });
    return { prepared, options };
  }

  /** A statement whose result stays as the server sends it; `more` are settings that the method chooses. */
  raw(where: string, call: Arguments<RawQueryOptions>, more?: Record<string, string>): Statement<RawQueryOptions> {
    const { sql: statement, options } = asked(where, call, rawChecks);
    const { format, useDatabase = true } = options;
    const prepared = attached(where, options, (attachment) => {
      const { sql, pairs, given } = this.#bind(where, statement, options);
      const { statement: limited, defaults } = this.#limited(sql);
      return this.#connection.prepare(limited, options, {
        where,
        given,
        parameters: pairs,
        repeats: onlyReads(sql),
        defaults: { ...more, ...defaults, ...(format === undefined ? {} : { default_format: format }) },
        useDatabase,
        attachment,
      });
    });
    return { prepared, options };
  }

  /** A statement of any kind. */
  command(where: string, statement: string | Sql, options: CommandOptions): Prepared {
    validate(options, commandChecks, where);
    if (options.useDatabase === false && options.database !== undefined) {
      throw invalid(`${where}: option 'useDatabase' is false, and 'database' names one`);
    }
    // Nobody sees names here.
    const defaults = { ...this.#connection.options, renameResponseColumn: undefined };
    return attached(where, options, (attachment) => {
      const { sql, pairs, given } = this.#bind(where, statement, options);
      return this.#connection.prepare(options.data === undefined ? sql : beforeData(sql, where), options, {
        where,
        given,
        parameters: pairs,
        plan: new ReadPlan({}, defaults, where),
        useDatabase: options.useDatabase ?? true,
        attachment,
      });
    });
  }

  /** A statement with the setting that keeps its result small. */
  #limited(sql: string): { readonly statement: string; readonly defaults: Record<string, string> } {
    const { queryLimit } = this.#connection.options;
    if (queryLimit === 0) return { statement: sql, defaults: {} };
    return { statement: inOneSelect(sql), defaults: { limit: String(queryLimit) } };
  }

  /** In a session the server may know a parameter's value from `SET param_x`. */
  #bind(where: string, statement: unknown, { parameters, sessionId }: ParameterizedOptions): Bound {
    const { options } = this.#connection;
    const leaveUnbound = (sessionId ?? options.sessionId) !== undefined;
    const binding = { leaveUnbound, dict: options.dictParameterFormat };
    return withLongStack(() => bound(stated(statement, parameters, where), binding));
  }
}

/** What data can follow. Behind any other statement it would be a part of that. */
function beforeData(sql: string, where: string): string {
  const { operation } = operationOf(sql);
  if (operation === 'INSERT') return withoutEnd(sql);
  throw invalid(`${where}: option 'data' is for INSERT … FORMAT, and this statement is ${operation ?? 'none'}`);
}

/** Makes a request with what goes with it, which is closed when that fails. */
function attached(
  where: string,
  options: CommandOptions,
  make: (attachment: Attachment | undefined) => Prepared,
): Prepared {
  const attachment = Attachment.of(options, where);
  try {
    return make(attachment);
  } catch (error) {
    attachment?.close(error);
    throw error;
  }
}
