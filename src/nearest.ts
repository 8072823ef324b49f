/** Names that other clients and the Python driver use for what is called differently here. */
const otherNames: Readonly<Record<string, string>> = {
  clickhouseSettings: 'settings',
  databaseName: 'database',
  dbName: 'database',
  hostname: 'host',
  maxOpenConnections: 'maxConnections',
  pass: 'password',
  poolSize: 'maxConnections',
  protocol: 'interface',
  queryParams: 'parameters',
  params: 'parameters',
  abortSignal: 'signal',
  sendReceiveTimeout: 'requestTimeout',
  ssl: 'secure',
  token: 'accessToken',
};

/** The name that was probably meant, if any is close enough. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  const camel = name.replace(/[_-]+(\w)/g, (_, letter: string) => letter.toUpperCase());
  const translated = otherNames[camel];
  if (translated !== undefined && names.includes(translated)) return translated;
  const wanted = camel.toLowerCase();
  let best: string | undefined;
  let least = Math.min(3, Math.ceil(wanted.length / 3) + 1);
  for (const candidate of names) {
    const distance = editDistance(wanted, candidate.toLowerCase());
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/** Insertions, deletions, replacements and swaps of neighbours that turn one text into the other. */
function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      const replaced = (last[column - 1] ?? 0) + (same ? 0 : 1);
      let least = Math.min(replaced, (last[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1);
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (swapped) least = Math.min(least, (beforeLast[column - 2] ?? 0) + 1);
      current.push(least);
    }
    [beforeLast, last] = [last, current];
  }
  return last[to.length] ?? 0;
}
