/** Installs, builds and tests every recipe: `npm run test:recipes`. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const recipes = readdirSync(here).filter((name) => existsSync(`${here}${name}/package.json`));
const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1' };

function run(command, args, cwd) {
  const { status } = spawnSync(command, args, { cwd, env, stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
  return status === 0;
}

for (const recipe of recipes) {
  console.log(`\n${recipe}`);
  if (run(process.execPath, ['install.mjs', recipe], here)) run('npm', ['test'], `${here}${recipe}`);
}
