/** A signal that counts those that listen to it. */
class CountedSignal {
  readonly controller = new AbortController();
  readonly signal = this.controller.signal;
  readonly #listening = new Set<unknown>();

  constructor() {
    const { signal } = this;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      this.#listening.add(args[1]);
      add(...args);
    };
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      this.#listening.delete(args[1]);
      remove(...args);
    };
  }

  /** How many listeners were added and not removed. */
  get listeners(): number {
    return this.#listening.size;
  }
}

/** A controller, its signal, and how many listen to it. */
export function countedSignal(): CountedSignal {
  return new CountedSignal();
}
