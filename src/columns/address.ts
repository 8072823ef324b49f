/** Which texts are addresses, as `node:net` says: it is loaded for the first of them, not by every import. */
let net: typeof import('node:net') | undefined;

/** 4, 6, or 0 for what is no address. */
export function isIP(text: string): number {
  net ??= process.getBuiltinModule('node:net');
  return net.isIP(text);
}

export function isIPv4(text: string): boolean {
  return isIP(text) === 4;
}

export function isIPv6(text: string): boolean {
  return isIP(text) === 6;
}
