import type { QueryContext as Contract, QueryContextOptions, Sql, StandardSchemaV1 } from '../../index.js';
import { stated } from '../binding.ts';
import { customHeaders } from '../headers.ts';
import { ReadPlan } from '../reading.ts';
import { queryContextChecks } from '../request-options.ts';
import type { MaySchema } from '../schema/standard.ts';
import { settingPairs } from '../settings.ts';
import { invalid, isRecord, name as nameCheck, validate } from '../validate.ts';
import { frozenCopy, overlaid, refuseOwn } from './overlay.ts';

type Parameters = NonNullable<QueryContextOptions['parameters']>;

/** What a context holds at one moment. It is replaced and never changed, so that calls under way keep theirs. */
type State = Readonly<QueryContextOptions & MaySchema>;

type MaybeSchema = StandardSchemaV1 | undefined;

export class QueryContext<S extends MaybeSchema = MaybeSchema> implements Contract<S> {
  #state: State;

  /** @throws {InterfaceError} for options that cannot be, naming them; `where` is the method. */
  constructor(options: State, where: string) {
    refuseOwn(options, ['queryId'], where);
    validate<State>(options, queryContextChecks, where);
    if (options.query !== undefined) stated(options.query, options.parameters, where);
    settingPairs(options.settings, where);
    customHeaders(options.headers, where);
    new ReadPlan(options, { applyServerTimezone: true }, where);
    this.#state = frozenCopy(options);
  }

  /** What a context holds now. */
  static stateOf(context: QueryContext): State {
    return context.#state;
  }

  get query(): string | Sql | undefined {
    return this.#state.query;
  }

  get schema(): S {
    return this.#state.schema as S;
  }

  get parameters(): Parameters {
    return this.#state.parameters ?? {};
  }

  setParameter(name: string, value: unknown): this {
    if (nameCheck(name) !== undefined) throw invalid('setParameter: the name must be a string that is not empty');
    if (Array.isArray(this.parameters)) throw invalid('setParameter: the parameters are an array: use setParameters()');
    return this.setParameters({ ...this.parameters, [name]: value });
  }

  setParameters(parameters: Parameters): this {
    if (!isRecord(parameters) && !Array.isArray(parameters)) {
      throw invalid('setParameters: the parameters must be an object or an array');
    }
    this.#state = frozenCopy({ ...this.#state, parameters });
    return this;
  }

  updatedCopy<N extends MaybeSchema = S>(overrides: State = {}): QueryContext<N> {
    if (!isRecord(overrides)) throw invalid('updatedCopy: options must be an object');
    return new QueryContext<N>(overlaid<State>(this.#state, overrides), 'updatedCopy');
  }
}
