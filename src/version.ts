import { createRequire } from 'node:module';

/** Read rather than written down a second time; `src` and `dist` are equally far from it. */
const manifest: { readonly version: string } = createRequire(import.meta.url)('../package.json');

/** Version of this package. */
export const version: string = manifest.version;
