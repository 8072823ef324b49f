import { readFileSync } from 'node:fs';
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

const require = createRequire(import.meta.url);

function required(): Binding {
  try {
    return usual() ?? (require('../native/binding.cjs') as Binding);
  } catch (cause) {
    throw unusable(cause);
  }
}

/**
 * The binary where it mostly is: the generated loader, which knows every place and tells what is wrong, takes longer to load
 * than the binary.
 */
function usual(): Binding | undefined {
  if (process.env.NAPI_RS_NATIVE_LIBRARY_PATH) return undefined;
  try {
    const target = `${process.platform}-${process.arch}${abi()}`;
    try {
      return require(`../native/clickhouse-connect.${target}.node`) as Binding;
    } catch {
      return require(`@clickhouse-connect/binding-${target}`) as Binding;
    }
  } catch {
    // The loader meets the same, and its error has all of it.
    return undefined;
  }
}

/** How names of binaries end. Some installers bring those for both libraries of C, and the wrong one might even load. */
function abi(): string {
  if (process.platform === 'win32') return '-msvc';
  if (process.platform !== 'linux') return '';
  return readFileSync('/usr/bin/ldd', 'latin1').includes('musl') ? '-musl' : '-gnu';
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
  parseUuids,
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
