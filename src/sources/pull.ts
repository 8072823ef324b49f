/** Data that is still to come, item by item: of iterables, Node streams and web streams. */
import { InterfaceError } from '../errors.ts';

export type Step = IteratorResult<unknown, unknown>;

export interface Pull {
  /** The next item, at once where it is there. */
  next(): Step | PromiseLike<Step>;
  /** Says that no more is wanted. Does not wait for it: what hangs must not keep an insert from failing. */
  close(reason: unknown): void;
}

/**
 * Takes the items of what can be iterated, when it is called; texts and memory are values, and a Map has no rows but pairs.
 * Node streams that give bytes are refused unless those are wanted.
 */
export function pullOf(data: unknown, takesBytes = false): (() => Pull) | undefined {
  if (typeof data !== 'object' || data === null || ArrayBuffer.isView(data) || data instanceof Map) return undefined;
  if (has(data, 'getReader')) return () => webStream(data);
  if (has(data, 'destroy') && has(data, 'pipe') && has(data, Symbol.asyncIterator))
    return () => nodeStream(data, takesBytes);
  if (has(data, Symbol.asyncIterator)) return () => iterator(data[Symbol.asyncIterator]());
  return has(data, Symbol.iterator) ? () => awaited(iterator(data[Symbol.iterator]())) : undefined;
}

/** What bytes are refused with. */
export function refuseBytes(): never {
  throw new InterfaceError(
    'insert: the source gives bytes or text, not rows; data in a format of ClickHouse goes in with rawInsert() or insertFile()',
    { code: 'ERR_INVALID_ARG' },
  );
}

export function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
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

/** Waits for items that are promises, as `for await` does. */
function awaited({ next, close }: Pull): Pull {
  return {
    next() {
      const step = next() as Step;
      const value: unknown = step?.value;
      if (!isPromise(value) || step.done === true) return step;
      return value.then(
        (item) => ({ done: false, value: item }),
        (error: unknown) => {
          close(error);
          throw error;
        },
      );
    },
    close,
  };
}

/** Its iterator alone would wait for the item that was asked for. */
function nodeStream(
  stream: object & Record<typeof Symbol.asyncIterator | 'destroy', () => never>,
  takesBytes: boolean,
): Pull {
  if (!takesBytes && 'readableObjectMode' in stream && stream.readableObjectMode === false) refuseBytes();
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
  const reader: ReadableStreamDefaultReader<unknown> = stream.getReader();
  return {
    async next() {
      let over = true;
      try {
        const step = await reader.read();
        over = step.done;
        return step as Step;
      } finally {
        if (over) reader.releaseLock();
      }
    },
    close: (reason) =>
      quietly(() => {
        const cancelled = reader.cancel(reason);
        reader.releaseLock();
        return cancelled;
      }),
  };
}

/** Closing is a courtesy: that it fails is not why an insert does. */
function quietly(close: () => unknown): void {
  try {
    Promise.resolve(close()).catch(() => undefined);
  } catch {}
}
