import { makeTable } from './client.ts';

/** A table with a column that has a default, and what goes into it. */
export async function target(): Promise<string> {
  return makeTable("id Int32, name String DEFAULT 'none'", 'ENGINE = Memory');
}

/** A source of what is there. */
export async function* later<T>(items: readonly T[]): AsyncGenerator<T> {
  for (const item of items) yield item;
}
