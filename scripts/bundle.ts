/**
 * Makes `dist/` out of `src/`: one module for each entry of the package, and beside them what several of them share. Node
 * needs several times as long to find and load 150 small modules.
 *
 * All of it lies directly in `dist/`, so that `../native/`, `../package.json` and `./child.js` are right in every module.
 * The text stays as it was written and so do its names: stack traces are readable without source maps, which would be
 * larger than the code.
 */
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
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
  kysely: 'src/kysely/index.ts',
  // Of the process around an embedded server.
  child: 'src/embedded/child.ts',
  // The program of `bin`.
  cli: 'src/cli/main.ts',
};

/** Libraries in CommonJS require modules of Node, which the modules of `dist/` cannot. */
const builtins: Plugin = {
  name: 'builtins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /./ }, ({ kind, path }) =>
      kind === 'require-call' && isBuiltin(path) ? { path, namespace: 'builtin' } : undefined,
    );
    onLoad({ filter: /./, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)});`,
    }));
  },
};

/** A class that mentions itself is written as `var Name = class _Name`, which users would see in logs. */
function named(text: string): string {
  const renamed = Array.from(text.matchAll(/^var (\w+) = class _\1 /gm), ([, name = '']) => name);
  return renamed.reduce((all, name) => all.replaceAll(new RegExp(`\\b_${name}\\b`, 'g'), name), text);
}

const outdir = join(root, 'dist');
const { metafile, outputFiles } = await build({
  absWorkingDir: root,
  entryPoints: entries,
  outdir,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  external: Object.keys(manifest.peerDependencies),
  plugins: [builtins],
  chunkNames: 'shared-[hash]',
  // They are in the file below.
  legalComments: 'none',
  metafile: true,
  write: false,
});
rmSync(outdir, { recursive: true, force: true });
mkdirSync(outdir);
for (const { path, text } of outputFiles) writeFileSync(path, named(text));
// npm does so for those who install the package.
chmodSync(join(outdir, 'cli.js'), 0o755);
const texts = licenses(root, Object.keys(metafile.inputs));
if (texts !== '') writeFileSync(join(outdir, 'THIRD-PARTY-LICENSES'), texts);
