import type { Source } from './source.ts';

/** Data that is seen as columns already. */
export class Ready {
  readonly source: Source;

  constructor(source: Source) {
    this.source = source;
  }
}
