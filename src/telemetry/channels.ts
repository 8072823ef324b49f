import { type TracingChannel, tracingChannel } from 'node:diagnostics_channel';
import type { RequestEvent } from '../../index.js';
import type { Kind, Observer, Told } from './operation.ts';

type Channel = TracingChannel<RequestEvent, RequestEvent>;

const channels: Readonly<Record<Kind, Channel>> = {
  query: tracingChannel('clickhouse:query'),
  insert: tracingChannel('clickhouse:insert'),
  connection: tracingChannel('clickhouse:connection'),
};

/** Tells the subscribers of a channel, if there are any. */
export function publish(kind: Kind, told: Told): Observer | undefined {
  const channel = channels[kind];
  const { start, end, asyncStart, asyncEnd, error } = channel;
  if (![start, end, asyncStart, asyncEnd, error].some(({ hasSubscribers }) => hasSubscribers)) return undefined;
  const event: RequestEvent = { ...told };
  start.publish(event);
  end.publish(event);
  const finish = (): void => {
    asyncStart.publish(event);
    asyncEnd.publish(event);
  };
  return {
    ended(_, summary) {
      event.summary = summary;
      finish();
    },
    failed(_, reason) {
      event.error = reason;
      error.publish(event);
      finish();
    },
  };
}
