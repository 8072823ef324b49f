/** Prints the sizes of the built binaries, and fails when one is larger than promised. */
import { readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const MOST_BYTES = 8_000_000;

const folder = new URL('../native/', import.meta.url);
const binaries = readdirSync(folder).filter((file) => file.endsWith('.node'));
if (binaries.length === 0) throw new Error(`no binary in ${fileURLToPath(folder)}: run \`npm run build\``);
for (const file of binaries) {
  const { size } = statSync(new URL(file, folder));
  console.log(`${file}: ${size} bytes`);
  if (size > MOST_BYTES) throw new Error(`${file} is larger than ${MOST_BYTES} bytes`);
}
