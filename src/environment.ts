import type { ClientOptions } from '../index.js';

/** What the environment offers for options that the caller left out. */
export interface EnvironmentOptions {
  readonly url: string | undefined;
  readonly options: Pick<ClientOptions, 'username' | 'password' | 'database'>;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the variables of the client; an empty one counts as unset. */
export function readEnvironment(environment: Environment): EnvironmentOptions {
  const read = (name: string): string | undefined => environment[name] || undefined;
  return {
    url: read('CLICKHOUSE_URL'),
    options: {
      username: read('CLICKHOUSE_USER'),
      password: read('CLICKHOUSE_PASSWORD'),
      database: read('CLICKHOUSE_DATABASE'),
    },
  };
}
