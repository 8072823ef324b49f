/** The pages of the site in their order. Each is a file of `docs/`, by its name; those that are not there are left out. */
export interface Section {
  readonly title: string;
  readonly pages: readonly string[];
}

export const sections: readonly Section[] = [
  { title: 'Start', pages: ['getting-started', 'from-clickhouse-js', 'from-python'] },
  { title: 'Read', pages: ['querying', 'parameters', 'streaming', 'types', 'time-zones', 'arrow', 'external-data'] },
  { title: 'Write', pages: ['inserting', 'files'] },
  {
    title: 'Run',
    pages: ['connecting', 'clusters', 'errors', 'settings', 'compression', 'observability', 'platforms'],
  },
  { title: 'With other tools', pages: ['kysely', 'cube', 'schemas', 'recipes', 'cli'] },
  { title: 'Internals', pages: ['architecture', 'transfer-layout', 'releasing'] },
];
