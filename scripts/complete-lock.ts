/**
 * Adds the platform packages to `package-lock.json` that npm left out of it: that of the root, or of the folder that is named.
 *
 * npm writes an optional dependency into the lock file only if it could read it while it made the file
 * (npm/cli#4828, or a registry that lacks it), and `npm ci` then refuses the lock file. The versions of
 * platform packages are exact, and their names say where they run.
 */
import { readFileSync, writeFileSync } from 'node:fs';

interface LockedPackage {
  readonly version: string;
  readonly dev?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

interface Lock {
  packages: Record<string, LockedPackage>;
}

const platformName =
  /-(?:(android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|win32)-(arm64|arm|x64|ia32|ppc64|s390x|riscv64|loong64)|wasm32)(?:-(\w+))?$/;

function platformPackage(name: string, version: string, dev: boolean): LockedPackage {
  const [match, os, cpu = 'wasm32', abi = ''] = platformName.exec(name) ?? [];
  if (match === undefined || !/^\d/.test(version)) throw new Error(`${name}@${version} is no platform package`);
  const libc = os !== 'linux' || abi === '' ? [] : [abi.startsWith('musl') ? 'musl' : 'glibc'];
  return {
    version,
    cpu: [cpu],
    ...(dev ? { dev } : {}),
    ...(libc.length === 0 ? {} : { libc }),
    optional: true,
    ...(os === undefined ? {} : { os: [os] }),
  };
}

const file = new URL(`../${process.argv[2] ?? '.'}/package-lock.json`, import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8')) as Lock;
const added: Record<string, LockedPackage> = {};
for (const [path, { optionalDependencies = {}, dev = false }] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    const nested = `${path}/node_modules/${name}` in lock.packages;
    const place = `node_modules/${name}`;
    if (!nested && !(place in lock.packages)) added[place] = platformPackage(name, version, dev);
  }
}
const entries = Object.entries({ ...lock.packages, ...added });
lock.packages = Object.fromEntries(entries.sort(([a], [b]) => a.localeCompare(b, 'en')));
writeFileSync(file, `${JSON.stringify(lock, undefined, 2)}\n`);
console.log(`${Object.keys(added).length} platform packages added`);
