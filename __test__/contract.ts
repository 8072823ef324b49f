/**
 * The sources keep what the declarations promise: this file does not compile when an export of `index.d.ts`, `embedded.d.ts`
 * or `kysely.d.ts` is missing or differs. `client/contract.spec.ts` finds those that are too many.
 */
import type * as embedded from '../embedded.js';
import type * as contract from '../index.js';
import type * as kysely from '../kysely.js';
import * as embeddedSources from '../src/embedded/index.ts';
import * as sources from '../src/index.ts';
import * as kyselySources from '../src/kysely/index.ts';

export const checked = sources satisfies typeof contract;
export const checkedEmbedded = embeddedSources satisfies typeof embedded;
export const checkedKysely = kyselySources satisfies typeof kysely;
