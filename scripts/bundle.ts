/**
 * Makes `dist/` out of `src/`: one module for each entry of the package, and beside them what several of them share. Node
 * needs several times as long to find and load 150 small modules.
 *
 * All of it lies directly in `dist/`, so that `../native/`, `../package.json` and `./child.js` are right in every module.
 * The text stays as it was written and so do its names: stack traces are readable without source maps, which would be
 * larger than the code.
 */
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire, isBuiltin } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';

import { licenses } from './licenses.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const manifest = createRequire(import.meta.url)('../package.json') as { peerDependencies: object };

/** Each becomes `dist/<name>.js`; those that users may import stand in `exports` of `package.json`, too. */
const entries = {
  index: 'src/index.ts',
  embedded: 'src/embedded/index.ts',
  cube: 'src/cube/index.ts',
  kysely: 'src/kysely/index.ts',
  compat: 'src/compat/index.ts',
};

/** The program of `bin`, which loads everything else later, so that it can tell when that fails. */
const program = { cli: 'src/cli/main.ts' };

/** Processes of their own, which share nothing: the one around an embedded server. */
const processes = { child: 'src/embedded/child.ts' };

/** Libraries in CommonJS require modules of Node, which the modules of `dist/` do as `requiring` says. */
const builtins: Plugin = {
  name: 'builtins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /./ }, ({ kind, path }) =>
      kind === 'require-call' && isBuiltin(path) ? { path, namespace: 'builtin' } : undefined,
    );
    onLoad({ filter: /./, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = __builtin(${JSON.stringify(path)});`,
    }));
  },
};

/** A class that mentions itself is written as `var Name = class _Name`, which users would see in logs. */
function named(text: string): string {
  const renamed = Array.from(text.matchAll(/^var (\w+) = class _\1 /gm), ([, name = '']) => name);
  return renamed.reduce((all, name) => all.replaceAll(new RegExp(`\\b_${name}\\b`, 'g'), name), text);
}

/**
 * To import a built-in module, Node calls every getter of that and loads what they give: all streams for
 * `readFileSync`, a quarter of what the whole package takes. To require it, Node does not.
 */
function requiring(text: string): string {
  const required: string[] = [];
  const rest = text.replaceAll(
    /^import (?:\* as (\w+)|(\{[^}]+\})) from ("node:(?!module")[^"]+");\n/gm,
    (_, all: string | undefined, names: string | undefined, module: string) => {
      required.push(`const ${all ?? names?.replaceAll(' as ', ': ')} = __builtin(${module});\n`);
      return '';
    },
  );
  if (required.length === 0 && !text.includes('__builtin(')) return text;
  const [shebang = ''] = /^#!.*\n/.exec(rest) ?? [];
  const maker = 'import { createRequire as __requireFrom } from "node:module";\n';
  return `${shebang}${maker}const __builtin = __requireFrom(import.meta.url);\n${required.join('')}${rest.slice(shebang.length)}`;
}

/**
 * Regular expressions keep their characters as they are, and a single one beyond Latin-1 makes V8 keep a whole module in twice
 * the memory.
 */
function escaped(text: string): string {
  return text.replaceAll(/(\\*)(\P{ASCII})/gu, (_, before: string, character: string) => {
    if (before.length % 2 > 0) throw new Error(`${before}${character} cannot be escaped: leave out the backslash`);
    const units = character.split('').map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
    return before + units.join('');
  });
}

/**
 * esbuild makes a module for every set of entries that share something, and each takes Node a millisecond or two. So every
 * entry, and every part that is loaded later, has the whole client: what all of them have is one module.
 */
const together: Plugin = {
  name: 'together',
  setup({ onResolve, onLoad }) {
    const client = join(root, 'src/index.ts');
    const beginnings = new Set(Object.values(entries).map((entry) => join(root, entry)));
    onResolve({ filter: /^client:$/ }, () => ({ path: client }));
    onResolve({ filter: /^\./ }, ({ kind, path, resolveDir, importer }) => {
      // Help needs no client.
      if (kind === 'dynamic-import' && importer !== join(root, program.cli)) beginnings.add(join(resolveDir, path));
      return undefined;
    });
    onLoad({ filter: /\.ts$/, namespace: 'file' }, async ({ path }) => {
      if (path === client || !beginnings.has(path)) return undefined;
      return { contents: `${await readFile(path, 'utf8')}\nimport 'client:';`, loader: 'ts' };
    });
  },
};

const outdir = join(root, 'dist');
const options = {
  absWorkingDir: root,
  outdir,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  external: Object.keys(manifest.peerDependencies),
  chunkNames: 'shared-[hash]',
  // The imports of `together` count where modules are divided, and are left out afterwards.
  logOverride: { 'ignored-bare-import': 'silent' },
  // They are in the file below.
  legalComments: 'none',
  metafile: true,
  write: false,
} as const;
const results = await Promise.all([
  build({ ...options, entryPoints: { ...entries, ...program }, splitting: true, plugins: [builtins, together] }),
  build({ ...options, entryPoints: processes }),
]);
rmSync(outdir, { recursive: true, force: true });
mkdirSync(outdir);
for (const { path, text } of results.flatMap(({ outputFiles }) => outputFiles))
  writeFileSync(path, escaped(requiring(named(text))));
// npm does so for those who install the package.
chmodSync(join(outdir, 'cli.js'), 0o755);
const inputs = results.flatMap(({ metafile }) => Object.keys(metafile.inputs));
const texts = licenses(root, inputs);
if (texts !== '') writeFileSync(join(outdir, 'THIRD-PARTY-LICENSES'), texts);
