import { createRequire } from 'node:module';

type Binding = typeof import('../native/binding.cjs');

const require = createRequire(import.meta.url);

function load(): Binding {
  const platform = `${process.platform}-${process.arch}`;
  let binding: Binding;
  try {
    binding = require('../native/binding.cjs') as Binding;
  } catch (cause) {
    const message =
      `clickhouse-connect has no native binary for this platform (${platform}, Node ${process.version}): ` +
      'install it here without --omit=optional, or run `npm run build` in a clone';
    throw Object.assign(new Error(message, { cause }), { code: 'ERR_NATIVE_MISSING' });
  }
  const { version } = require('../package.json') as { version: string };
  // A binary left over from another version loads well and fails later, as "x is not a function".
  if (binding.buildId() !== version) {
    const message = `the native binary of clickhouse-connect is of version ${binding.buildId()}, its JavaScript of version ${version}: install the package again, or run \`npm run build\` in a clone`;
    throw Object.assign(new Error(message), { code: 'ERR_NATIVE_STALE' });
  }
  return binding;
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
