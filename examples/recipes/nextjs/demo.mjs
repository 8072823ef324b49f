import { fileURLToPath } from 'node:url';

import { demo } from '../harness.mjs';

await demo(['node_modules/next/dist/bin/next', 'start'], fileURLToPath(new URL('.', import.meta.url)));
