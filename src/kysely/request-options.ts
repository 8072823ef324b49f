import type { KyselyPlugin, QueryId } from 'kysely';
import type { RequestOptions } from '../../index.js';
import type { KyselyRequestOptions } from '../../kysely.js';
import { queryChecks, requestChecks } from '../request-options.ts';
import { validate } from '../validate.ts';

/** The options of statements that are being made. */
const told = new WeakMap<QueryId, KyselyRequestOptions>();

const { parameters: _, ...checks } = queryChecks;

export function requestOptions(options: KyselyRequestOptions): KyselyPlugin {
  validate<KyselyRequestOptions>(options, checks, 'requestOptions');
  return {
    transformQuery({ node, queryId }) {
      told.set(queryId, { ...told.get(queryId), ...options });
      return node;
    },
    transformResult: async ({ result }) => result,
  };
}

/** The options of a statement that reads. */
export function optionsOf(queryId: QueryId, signal: AbortSignal | undefined): KyselyRequestOptions {
  const options = told.get(queryId) ?? {};
  if (signal === undefined) return options;
  return { ...options, signal: options.signal === undefined ? signal : AbortSignal.any([options.signal, signal]) };
}

/** Those that make sense for one that writes. */
export function writing(options: KyselyRequestOptions): RequestOptions {
  return Object.fromEntries(Object.entries(options).filter(([name]) => name in requestChecks));
}
