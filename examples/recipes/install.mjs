/**
 * Installs a recipe: `node install.mjs fastify`. Its lock file brings everything but this package, which is put in as this clone
 * has built it. An application of your own says `npm install clickhouse-connect` instead.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const name = process.argv[2] ?? '';
const recipe = new URL(`${name}/`, import.meta.url);
const root = new URL('../../', import.meta.url);
const target = new URL('node_modules/clickhouse-connect/', recipe);

execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: fileURLToPath(recipe), stdio: 'inherit' });
rmSync(target, { recursive: true, force: true });
const { files } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
const addons = readdirSync(new URL('native/', root)).filter((file) => file.endsWith('.node'));
for (const file of ['package.json', ...files, ...addons.map((addon) => `native/${addon}`)]) {
  cpSync(new URL(file, root), new URL(file, target), { recursive: true });
}
