import type { Attendant } from './attendant.ts';
import type { Feeding } from './external-data/feeding.ts';
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
  /** What sends streams along. */
  readonly feeding: Feeding | undefined;
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

export function company(departure: Departure): Company {
  const { prepared, kind, options, turns, settings: rules, ask, free, feeding, fail } = departure;
  const { where: method, request, queryId, database, sessionId, onProgress, deadline, settings, attachment } = prepared;
  if (prepared.quiet) return nobody;
  const told = { method, sql: request.sql, queryId, database, host: options.host };
  const observers = observersOf([
    () => publish(kind, told),
    () => log(options.logger, told),
    () => trace(options.tracer, told),
  ]);
  const check = settings.length === 0 ? undefined : rules?.check({ where: method, settings, deadline });
  const others = [check, sessionId, onProgress, feeding];
  if (observers.length === 0 && others.every((other) => other === undefined)) return nobody;
  const operation = new Operation(observers);
  const attendants: Attendant[] = [operation];
  if (check !== undefined) attendants.push(check);
  if (sessionId !== undefined) {
    // An insert cannot be sent twice, nor can a stream.
    const once = kind === 'insert' || attachment?.once === true;
    const whenFree = once ? (): Promise<void> => free(sessionId) : undefined;
    attendants.push(turns.turn(sessionId, { deadline, whenFree }));
  }
  if (feeding !== undefined) attendants.push(feeding.attend(fail));
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
