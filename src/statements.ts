import type { CommandOptions, ParameterizedOptions, QueryOptions, RawQueryOptions, Sql } from '../index.js';
import { type Bound, bound, stated } from './binding.ts';
import type { Connection } from './connection.ts';
import { type Arguments, asked, inContext } from './contexts/asked.ts';
import { withLongStack } from './errors.ts';
import { Attachment } from './external-data/attachment.ts';
import { ReadPlan } from './reading.ts';
import type { Prepared } from './request.ts';
import { commandChecks, rawQueryChecks } from './request-options.ts';
import { onlyReads } from './sql/reading.ts';
import { type Checks, validate } from './validate.ts';

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
      return this.#connection.prepare(sql, options, {
        where,
        given,
        parameters: pairs,
        plan: new ReadPlan(options, this.#connection.options, where),
        repeats: onlyReads(sql),
        defaults: this.#limit(),
        attachment,
      });
    });
    return { prepared, options };
  }

  /** A statement whose result stays as the server sends it; `more` are settings that the method chooses. */
  raw(where: string, call: Arguments<RawQueryOptions>, more?: Record<string, string>): Statement<RawQueryOptions> {
    const { sql: statement, options } = asked(where, call, rawChecks);
    const { format, useDatabase = true } = options;
    const defaults = { ...more, ...this.#limit(), ...(format === undefined ? {} : { default_format: format }) };
    const prepared = attached(where, options, (attachment) => {
      const { sql, pairs, given } = this.#bind(where, statement, options);
      return this.#connection.prepare(sql, options, {
        where,
        given,
        parameters: pairs,
        repeats: onlyReads(sql),
        defaults,
        useDatabase,
        attachment,
      });
    });
    return { prepared, options };
  }

  /** A statement of any kind. */
  command(where: string, statement: string | Sql, options: CommandOptions): Prepared {
    validate(options, commandChecks, where);
    // Nobody sees names here.
    const defaults = { ...this.#connection.options, renameResponseColumn: undefined };
    return attached(where, options, (attachment) => {
      const { sql, pairs, given } = this.#bind(where, statement, options);
      return this.#connection.prepare(sql, options, {
        where,
        given,
        parameters: pairs,
        plan: new ReadPlan({}, defaults, where),
        useDatabase: options.useDatabase ?? true,
        attachment,
      });
    });
  }

  /** The setting that keeps results small. */
  #limit(): Record<string, string> {
    const { queryLimit } = this.#connection.options;
    return queryLimit > 0 ? { limit: String(queryLimit) } : {};
  }

  /** In a session the server may know a parameter's value from `SET param_x`. */
  #bind(where: string, statement: unknown, { parameters, sessionId }: ParameterizedOptions): Bound {
    const { options } = this.#connection;
    const leaveUnbound = (sessionId ?? options.sessionId) !== undefined;
    const binding = { leaveUnbound, dict: options.dictParameterFormat };
    return withLongStack(() => bound(stated(statement, parameters, where), binding));
  }
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
