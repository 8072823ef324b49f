/** A random UUID. `node:crypto` takes as long to load as a third of this package, so the first one does it. */
export function randomId(): string {
  return process.getBuiltinModule('node:crypto').randomUUID();
}
