/** The packages whose data this process hands over or takes, with their versions. */
const tags = new Map<string, string>();

/** A package is used from now on. */
export function integrate(name: string, version: string): void {
  tags.set(name, version);
}

/** A User-Agent with the packages behind it, as `apache-arrow/21.2.0`. */
export function tagged(userAgent: string): string {
  return [userAgent, ...Array.from(tags, ([name, version]) => `${name}/${version}`)].join(' ');
}

/** Whether there are any. */
export function hasTags(): boolean {
  return tags.size > 0;
}
