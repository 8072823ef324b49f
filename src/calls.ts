import { company, type Departure, unchanged } from './company.ts';
import type { Deadline } from './deadline.ts';
import type { Errands } from './errands.ts';
import { type Failure, fromFailure } from './errors.ts';
import type { Call } from './abortable.ts';
import type { Loaded } from './external-data/attachment.ts';
import type { Faults } from './faults.ts';
import type { Kills } from './kills.ts';
import { type Attempt, refusesLogin } from './login.ts';
import type { Session } from './native.ts';
import type { Prepared } from './request.ts';
import type { SessionTurns } from './session-turns.ts';
import type { SettingRules } from './setting-rules.ts';
import type { Kind } from './telemetry/operation.ts';

/** What the calls of one client have in common. */
export interface Means {
  readonly options: Departure['options'];
  readonly session: Session;
  readonly faults: Faults;
  readonly kills: Kills;
  readonly turns: SessionTurns;
  readonly errands: Errands;
  /** Where the server's settings are asked about before others are sent. */
  readonly settings: SettingRules | undefined;
}

/** One request as it is about to be sent. */
export interface Sending {
  readonly prepared: Prepared;
  readonly signal: AbortSignal | undefined;
  readonly attempt: Attempt;
  readonly kind?: Kind;
  /** What goes with it beside the statement. */
  readonly loaded?: Loaded;
}

/** How a request is made and its failures are told. */
export function callOf(means: Means, sending: Sending): Call {
  const { prepared, signal, attempt, kind = 'query', loaded } = sending;
  const { options, session, faults, kills, turns, errands, settings } = means;
  const { plan, queryId, deadline } = prepared;
  const login = attempt.headers.map(([name, value]) => [name, value]);
  const request = { ...prepared.request, headers: [...prepared.request.headers, ...login] };
  const context = { ...faults.context, sql: request.sql, parameters: prepared.given, queryId };
  const error = (failure: Failure): Error => {
    if (refusesLogin(failure)) attempt.refused = true;
    return fromFailure(failure, { ...context, attempts: (failure.attempts ?? 1) + attempt.number - 1 });
  };
  let outfit = unchanged;
  const call: Call = {
    session,
    request: () => outfit(request),
    attachments: loaded?.native,
    signal,
    plan,
    error,
    kill: (cancellation) => kills.stop(cancellation, prepared.own),
    attend: (fail) => {
      const { ask, free } = errands;
      const all = company({ prepared, kind, options, turns, settings, ask, free, feeding: loaded?.feeding, fail });
      outfit = all.outfit;
      return all.attendants;
    },
  };
  return deadline === undefined ? call : timed(call, deadline, faults);
}

/** A call with a limit of its whole time, which begins now unless it has begun already. */
function timed(call: Call, deadline: Deadline, faults: Faults): Call {
  deadline.start();
  return {
    ...call,
    request: () => {
      const left = deadline.left();
      if (left > 0) return { ...call.request(), timeout: left };
      call.signal?.throwIfAborted();
      throw call.error({ ...faults.lateness(deadline.timeout), attempts: 0 });
    },
    // A later request of a call is told only what is left.
    error: (failure) =>
      call.error(
        failure.code === 'ERR_TIMEOUT'
          ? { ...failure, message: faults.lateness(deadline.timeout, failure.host).message }
          : failure,
      ),
  };
}
