import { Interrupted } from './exit.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Does something that a signal to the process aborts in good order. A second one ends the process at once. */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const { signal } = controller;
  const onSignal = (name: NodeJS.Signals): void => {
    const reason = new Interrupted(name);
    if (signal.aborted) process.exit(reason.exitCode);
    controller.abort(reason);
  };
  for (const name of signals) process.on(name, onSignal);
  try {
    return await work(signal);
  } catch (error) {
    // Whatever fails after that does so because of it.
    throw signal.aborted ? signal.reason : error;
  } finally {
    for (const name of signals) process.off(name, onSignal);
  }
}
