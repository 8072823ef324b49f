/** What was made, or why it could not be. */
export interface Attempted<T> {
  readonly value: T | undefined;
  /** Gives the value, or throws each time that it is asked for. */
  get(): T;
}

/** Keeps what `make` throws for whoever asks for its value. */
export function attempt<T>(make: () => T): Attempted<T> {
  try {
    const value = make();
    return { value, get: () => value };
  } catch (error) {
    return {
      value: undefined,
      get: () => {
        throw error;
      },
    };
  }
}
