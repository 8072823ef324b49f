/**
 * The sources keep what the declarations promise: this file does not compile when an export of `index.d.ts` or
 * `embedded.d.ts` is missing or differs. `client/contract.spec.ts` finds those that are too many.
 */
import type * as embedded from '../embedded.js';
import type * as contract from '../index.js';
import * as embeddedSources from '../src/embedded/index.ts';
import * as sources from '../src/index.ts';

export const checked = sources satisfies typeof contract;
export const checkedEmbedded = embeddedSources satisfies typeof embedded;
