/** What is said of a native binary that is not there or cannot be used. */
import { createRequire } from 'node:module';

import { version } from './version.ts';

const SCOPE = '@clickhouse-connect/binding';

/** The packages of binaries: one for each folder of `npm/`. */
const platforms = [
  'linux-x64-gnu',
  'linux-arm64-gnu',
  'linux-x64-musl',
  'linux-arm64-musl',
  'darwin-x64',
  'darwin-arm64',
  'win32-x64-msvc',
];

const require = createRequire(import.meta.url);

/** `Error` rather than one of the tree: it is thrown before there is any. */
function refusal(code: string, message: string, cause?: unknown): Error {
  return Object.assign(new Error(`clickhouse-connect ${message}`, { cause }), { code });
}

/** Refuses a Node that lacks what this package needs; other runtimes only say which Node they resemble. */
export function checkNode({ node, bun, deno }: NodeJS.ProcessVersions): void {
  const [major = 0, minor = 0] = node.split('.').map(Number);
  const fits = major === 20 ? minor >= 19 : major === 22 ? minor >= 12 : major > 22;
  if (fits || bun !== undefined || deno !== undefined) return;
  throw refusal('ERR_NODE_VERSION', `needs Node 20.19, 22.12 or newer, and this is ${node}: install a newer Node`);
}

/** A binary left over from another version loads well and fails later, as "x is not a function". */
export function checkVersion(found: string): void {
  if (found === version) return;
  const message =
    `has a native binary of version ${found}, but JavaScript of version ${version}: ` +
    'remove node_modules and install again, or run `npm run build` in a clone';
  throw refusal('ERR_NATIVE_STALE', message);
}

/** The error for a binary that did not load. */
export function unusable(cause: unknown): Error {
  const { platform, text } = here();
  const path = process.env.NAPI_RS_NATIVE_LIBRARY_PATH;
  if (path) return broken('the file of NAPI_RS_NATIVE_LIBRARY_PATH', cause);
  if (!platforms.includes(platform)) {
    const message =
      `has no native binary for ${text}, only for ${platforms.join(', ')}: ` +
      'use one of these, or run `npm run build` in a clone';
    return refusal('ERR_NATIVE_MISSING', message, cause);
  }
  const name = `${SCOPE}-${platform}`;
  if (installed(platform)) return broken(`the package ${name} on ${text}`, cause);
  const others = platforms.filter(installed).map((other) => `${SCOPE}-${other}`);
  const instead = others.length === 0 ? '' : ` (only ${others.join(', ')}, for another machine)`;
  const message =
    `needs the package ${name}, with the native binary for ${text}, which is not installed${instead}: ` +
    `run \`npm install ${name}@${version}\`, or install everything again on this machine without --omit=optional`;
  return refusal('ERR_NATIVE_MISSING', message, cause);
}

function broken(what: string, cause: unknown): Error {
  const message =
    `cannot load its native binary from ${what} (${reasonOf(cause)}): ` +
    'remove node_modules and install again on this machine, or run `npm run build` in a clone';
  return refusal('ERR_NATIVE_BROKEN', message, cause);
}

/** This machine, as packages of binaries are named and as people say it. */
function here(): { readonly platform: string; readonly text: string } {
  const { arch, version: node } = process;
  const plain = `${process.platform}-${arch}`;
  if (process.platform === 'win32') return { platform: `${plain}-msvc`, text: `${plain} (Node ${node})` };
  if (process.platform !== 'linux') return { platform: plain, text: `${plain} (Node ${node})` };
  const { header } = process.report.getReport() as unknown as { header: { glibcVersionRuntime?: string } };
  const glibc = header.glibcVersionRuntime;
  const [abi, libc] = glibc === undefined ? ['musl', 'musl'] : ['gnu', `glibc ${glibc}`];
  return { platform: `${plain}-${abi}`, text: `${plain} with ${libc} (Node ${node})` };
}

function installed(platform: string): boolean {
  try {
    require.resolve(`${SCOPE}-${platform}/package.json`);
    return true;
  } catch {
    return false;
  }
}

/** The loader tries several places, and its error keeps what it met there as a chain; the linker knows best. */
function reasonOf(error: unknown): string {
  const chain: Error[] = [];
  for (let link = error; link instanceof Error && chain.length < 20; link = link.cause) chain.push(link);
  const linker = chain.find((link) => 'code' in link && String(link.code).endsWith('DLOPEN_FAILED'));
  const [line = ''] = (linker ?? chain.at(-1))?.message.split('\n') ?? [];
  return line;
}
