/**
 * Puts the licences into the folders of the platform packages, below `npm/` or a folder that is named: npm publishes what
 * is called so without being told. They are copies, and not committed.
 */
import { copyFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const [packages = join(root, 'npm')] = process.argv.slice(2);
for (const name of readdirSync(packages)) {
  copyFileSync(join(root, 'LICENSE'), join(packages, name, 'LICENSE'));
  copyFileSync(join(root, 'crates/THIRD-PARTY-LICENSES'), join(packages, name, 'LICENSE.third-party'));
}
