/** What users pass to `insertArrow`, as record batches. */
import { describe } from '../../columns/value-error.ts';
import { DataError, InterfaceError } from '../../errors.ts';
import { Ready } from '../../sources/ready.ts';
import { arrowLibrary, type RecordBatch, type Schema, type Table } from '../library.ts';
import { ArrowSource } from './source.ts';
import { Ending } from './ending.ts';
import { Head } from './head.ts';
import { unknownType } from './schema-message.ts';

/** The data of an insert: there, or still to come; `where` is the method that inserts it. */
export function arrowData(data: unknown, where: string): Ready | AsyncIterable<Ready> {
  if (isTable(data)) return new Ready(new ArrowSource(data.schema, data.batches));
  if (isBatch(data)) return new Ready(new ArrowSource(data.schema, [data]));
  if (isBytes(data)) return ofBytes(data, where);
  if (typeof data === 'object' && data !== null) {
    if (has(data, Symbol.asyncIterator) || has(data, Symbol.iterator)) return streamed(data as AsyncIterable<unknown>);
  }
  throw refusal(data);
}

function refusal(data: unknown): InterfaceError {
  const expected =
    'a Table, a RecordBatch, the bytes of an IPC stream or file, or an iterable or stream of batches or such bytes';
  return new InterfaceError(`insertArrow: expected ${expected}, got ${describe(data)}`, { code: 'ERR_INVALID_ARG' });
}

/** Tables of any copy of the library. */
function isTable(value: unknown): value is Table {
  return isObject(value) && 'batches' in value && Array.isArray(value.batches) && hasSchema(value);
}

function isBatch(value: unknown): value is RecordBatch {
  return isObject(value) && 'data' in value && isObject(value.data) && 'children' in value.data && hasSchema(value);
}

function hasSchema(value: object): boolean {
  const { schema } = value as { schema?: Partial<Schema> };
  return Array.isArray(schema?.fields);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function has(value: object, name: symbol): boolean {
  return typeof (value as Record<symbol, unknown>)[name] === 'function';
}

type Bytes = ArrayBuffer | NodeJS.ArrayBufferView;

function isBytes(value: unknown): value is Bytes {
  return ArrayBuffer.isView(value) || value instanceof ArrayBuffer;
}

function bytesOf(value: Bytes): Uint8Array {
  return ArrayBuffer.isView(value)
    ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
    : new Uint8Array(value);
}

function ofBytes(value: Bytes, where: string): Ready {
  const bytes = bytesOf(value);
  const { tableFromIPC } = arrowLibrary(where);
  const ending = new Ending();
  ending.push(bytes);
  ending.check();
  const table = readable(bytes, () => tableFromIPC(bytes));
  return new Ready(new ArrowSource(table.schema, table.batches));
}

/** What the library cannot read is told as a fault of the data, which begins with those bytes. */
function readable<T>(bytes: Uint8Array, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw unknownType(bytes) ?? unreadable(cause);
  }
}

function unreadable(cause: unknown): DataError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new DataError(`insertArrow: the bytes are no Arrow IPC that can be read: ${reason}`, {
    code: 'ERR_INVALID_ARROW',
    cause,
  });
}

/** Batches as they come; the first item decides whether all are batches or all are bytes. */
async function* streamed(items: AsyncIterable<unknown>): AsyncGenerator<Ready> {
  const iterator: AsyncIterator<unknown> | Iterator<unknown> = has(items, Symbol.asyncIterator)
    ? items[Symbol.asyncIterator]()
    : (items as unknown as Iterable<unknown>)[Symbol.iterator]();
  const first = await iterator.next();
  if (first.done === true) return;
  const all = from(first.value, iterator);
  if (isBytes(first.value)) yield* ofByteStream(all);
  else for await (const item of all) yield ofItem(item);
}

async function* from(first: unknown, rest: AsyncIterator<unknown> | Iterator<unknown>): AsyncGenerator<unknown> {
  let step: IteratorResult<unknown> = { done: false, value: first };
  try {
    for (; step.done !== true; step = await rest.next()) yield step.value;
  } finally {
    if (step.done !== true) await rest.return?.();
  }
}

function ofItem(item: unknown): Ready {
  if (isTable(item)) return new Ready(new ArrowSource(item.schema, item.batches));
  if (isBatch(item)) return new Ready(new ArrowSource(item.schema, [item]));
  const message = `insertArrow: expected batches as those before, got ${describe(item)}`;
  throw new DataError(message, { code: 'ERR_INVALID_ROWS' });
}

async function* ofByteStream(items: AsyncIterable<unknown>): AsyncGenerator<Ready> {
  const { RecordBatchReader } = arrowLibrary('insertArrow');
  const ending = new Ending();
  const head = new Head();
  let failure: { readonly error: unknown } | undefined;
  async function* bytes(): AsyncGenerator<Uint8Array> {
    try {
      for await (const item of items) {
        if (!isBytes(item)) {
          const message = `insertArrow: expected bytes as those before, got ${describe(item)}`;
          throw new DataError(message, { code: 'ERR_INVALID_ROWS' });
        }
        const chunk = bytesOf(item);
        ending.push(chunk);
        head.push(chunk);
        yield chunk;
      }
    } catch (error) {
      failure = { error };
      throw error;
    }
  }
  try {
    for await (const batch of await RecordBatchReader.from(bytes())) yield ofItem(batch);
  } catch (error) {
    if (failure !== undefined) throw failure.error;
    throw error instanceof DataError ? error : (unknownType(head.bytes()) ?? unreadable(error));
  }
  ending.check();
}
