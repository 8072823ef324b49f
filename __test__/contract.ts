/**
 * The sources keep what the declarations promise: this file does not compile when an export of `index.d.ts`, `embedded.d.ts`,
 * `cube.d.ts`, `kysely.d.ts` or `compat.d.ts` is missing or differs. `client/contract.spec.ts` finds those that are too many.
 */
import type * as compat from '../compat.js';
import type * as cube from '../cube.js';
import type * as embedded from '../embedded.js';
import type * as contract from '../index.js';
import type * as kysely from '../kysely.js';
import * as compatSources from '../src/compat/index.ts';
import * as cubeSources from '../src/cube/index.ts';
import * as embeddedSources from '../src/embedded/index.ts';
import * as sources from '../src/index.ts';
import * as kyselySources from '../src/kysely/index.ts';

export const checked = sources satisfies typeof contract;
export const checkedEmbedded = embeddedSources satisfies typeof embedded;
export const checkedCube = cubeSources satisfies typeof cube;
export const checkedKysely = kyselySources satisfies typeof kysely;
export const checkedCompat = compatSources satisfies typeof compat;
