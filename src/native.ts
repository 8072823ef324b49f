import { createRequire } from 'node:module';

import { checkNode, checkVersion, unusable } from './binary.ts';

type Binding = typeof import('../native/binding.cjs');

function load(): Binding {
  checkNode(process.versions);
  const binding = required();
  checkVersion(binding.buildId());
  // Runtimes that keep memory of others out of JavaScript's say so, and blocks are copied; this is for those that do not say it.
  if (process.env.CLICKHOUSE_CONNECT_COPY === '1') binding.copyMemory();
  return binding;
}

function required(): Binding {
  try {
    return createRequire(import.meta.url)('../native/binding.cjs') as Binding;
  } catch (cause) {
    throw unusable(cause);
  }
}

export const {
  Attachments,
  badState,
  Cancellation,
  Insertion,
  formatTexts,
  instantsOf,
  openSession,
  parseType,
  Pool: NativePool,
  release,
  runClickHouseLocal,
  unpackBuffer,
} = load();

export type Attachments = import('../native/binding.cjs').Attachments;
export type Cancellation = import('../native/binding.cjs').Cancellation;
export type Gathered = import('../native/binding.cjs').Gathered;
export type HostMetrics = import('../native/binding.cjs').HostMetrics;
export type Insertion = import('../native/binding.cjs').Insertion;
export type NativePool = import('../native/binding.cjs').Pool;
export type Query = import('../native/binding.cjs').Query;
export type RawQuery = import('../native/binding.cjs').RawQuery;
export type RequestOptions = import('../native/binding.cjs').RequestOptions;
export type Response = import('../native/binding.cjs').Response;
export type ResponseHead = import('../native/binding.cjs').ResponseHead;
export type Session = import('../native/binding.cjs').Session;
export type SessionOptions = import('../native/binding.cjs').SessionOptions;
export type Transfer = import('../native/binding.cjs').Transfer;
