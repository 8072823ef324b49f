import { fileURLToPath } from 'node:url';

import { demo } from '../harness.mjs';

await demo(['dist/main.js'], fileURLToPath(new URL('.', import.meta.url)));
