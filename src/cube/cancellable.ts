import type { Cancellable } from '../../cube.js';
import { OperationalError } from '../errors.ts';

/** A promise as Cube cancels it. The signal lives on: what `run` leaves open, such as a stream, ends by it as well. */
export function cancellable<T>(run: (signal: AbortSignal) => Promise<T>): Cancellable<T> {
  const controller = new AbortController();
  const promise = run(controller.signal);
  const cancel = async (): Promise<void> => {
    controller.abort(new OperationalError('Cube has cancelled the query', { code: 'ERR_CANCELLED' }));
    await promise.then(
      () => {},
      () => {},
    );
  };
  return Object.assign(promise, { cancel });
}
