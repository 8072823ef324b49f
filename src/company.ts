import type { Attendant } from './attendant.ts';
import type { ResolvedOptions } from './options.ts';
import { type Asking, Progress } from './progress.ts';
import type { RequestOptions } from './native.ts';
import type { Prepared } from './request.ts';
import type { SessionTurns } from './session-turns.ts';
import type { SettingRules } from './setting-rules.ts';
import { publish } from './telemetry/channels.ts';
import { log } from './telemetry/log.ts';
import { type Kind, Operation, observersOf } from './telemetry/operation.ts';
import { trace } from './telemetry/span.ts';

/** A request, and what its attendants need. */
export interface Departure {
  readonly prepared: Prepared;
  readonly kind: Kind;
  readonly options: Pick<ResolvedOptions, 'host' | 'logger' | 'tracer'>;
  readonly turns: SessionTurns;
  readonly settings: SettingRules | undefined;
  readonly ask: Asking['ask'];
  /** Resolves when the server has given a session free. */
  readonly free: (sessionId: string) => Promise<void>;
  /** Ends the request with an error. */
  readonly fail: (error: unknown) => void;
}

/** All that go with one request, and what they make of it when it is sent. */
export interface Company {
  readonly attendants: readonly Attendant[];
  readonly outfit: (request: RequestOptions) => RequestOptions;
}

export const unchanged: Company['outfit'] = (request) => request;

const nobody: Company = { attendants: [], outfit: unchanged };

export function company({ prepared, kind, options, turns, settings: rules, ask, free, fail }: Departure): Company {
  const { where: method, request, queryId, database, sessionId, onProgress, deadline, settings } = prepared;
  if (prepared.quiet) return nobody;
  const told = { method, sql: request.sql, queryId, database, host: options.host };
  const observers = observersOf([
    () => publish(kind, told),
    () => log(options.logger, told),
    () => trace(options.tracer, told),
  ]);
  const check = settings.length === 0 ? undefined : rules?.check({ where: method, settings, deadline });
  if (observers.length === 0 && check === undefined && sessionId === undefined && onProgress === undefined)
    return nobody;
  const operation = new Operation(observers);
  const attendants: Attendant[] = [operation];
  if (check !== undefined) attendants.push(check);
  if (sessionId !== undefined) {
    // An insert cannot be sent twice.
    const whenFree = kind === 'insert' ? (): Promise<void> => free(sessionId) : undefined;
    attendants.push(turns.turn(sessionId, { deadline, whenFree }));
  }
  // The last, because what the callback throws is thrown.
  if (onProgress !== undefined) attendants.push(new Progress({ queryId: queryId ?? '', tell: onProgress, ask, fail }));
  const own = new Set(request.headers.map(([name = '']) => name.toLowerCase()));
  const joining = operation.headers.filter(([name = '']) => !own.has(name));
  const kept = ([name = '']: readonly string[]): boolean => check === undefined || !check.dropped.has(name);
  return {
    attendants,
    outfit: (sent) => ({ ...sent, headers: [...joining, ...sent.headers], query: sent.query.filter(kept) }),
  };
}
