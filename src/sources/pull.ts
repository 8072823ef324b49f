/** Data that is still to come, item by item: of iterables, Node streams and web streams. */
import { InterfaceError } from '../errors.ts';

type Step = IteratorResult<unknown, unknown>;

export interface Pull {
  /** The next item, at once where it is there. */
  next(): Step | PromiseLike<Step>;
  /** Says that no more is wanted. Does not wait for it: what hangs must not keep an insert from failing. */
  close(reason: unknown): void;
}

/** The items of what can be iterated; texts and memory are values, and a Map has no rows but pairs. */
export function pullOf(data: unknown): Pull | undefined {
  if (typeof data !== 'object' || data === null || ArrayBuffer.isView(data) || data instanceof Map) return undefined;
  if (has(data, 'getReader')) return webStream(data);
  if (has(data, 'destroy') && has(data, 'pipe') && has(data, Symbol.asyncIterator)) return nodeStream(data);
  if (has(data, Symbol.asyncIterator)) return iterator(data[Symbol.asyncIterator]());
  return has(data, Symbol.iterator) ? iterator(data[Symbol.iterator]()) : undefined;
}

/** What bytes are refused with. */
export function refuseBytes(): never {
  throw new InterfaceError(
    'insert: the source gives bytes or text, not rows; data in a format of ClickHouse goes in with rawInsert() or insertFile()',
    { code: 'ERR_INVALID_ARG' },
  );
}

function has<K extends PropertyKey>(data: object, name: K): data is Record<K, () => never> {
  return name in data && typeof (data as Record<K, unknown>)[name] === 'function';
}

function iterator(items: Iterator<unknown> | AsyncIterator<unknown>): Pull {
  return {
    next: () => items.next(),
    close: () => quietly(() => items.return?.()),
  };
}

/** Its iterator alone would wait for the item that was asked for. */
function nodeStream(stream: object & Record<typeof Symbol.asyncIterator | 'destroy', () => never>): Pull {
  if ('readableObjectMode' in stream && stream.readableObjectMode === false) refuseBytes();
  const items: AsyncIterator<unknown> = stream[Symbol.asyncIterator]();
  return {
    next: () => items.next(),
    close: () => quietly(() => stream.destroy()),
  };
}

function webStream(stream: Record<'getReader', () => never>): Pull {
  if ('locked' in stream && stream.locked === true) {
    throw new InterfaceError('insert: the stream is locked to another reader', { code: 'ERR_INVALID_ARG' });
  }
  const reader: { read(): Promise<Step>; cancel(reason: unknown): Promise<void> } = stream.getReader();
  return {
    next: () => reader.read(),
    close: (reason) => quietly(() => reader.cancel(reason)),
  };
}

/** Closing is a courtesy: that it fails is not why an insert does. */
function quietly(close: () => unknown): void {
  try {
    Promise.resolve(close()).catch(() => undefined);
  } catch {}
}
