import type { Piece } from './statements.ts';

/** Finds out, piece by piece, whether a statement is an INSERT that holds data, or is to be followed by it. */
export class InsertShape {
  empty = true;
  #insert = false;
  /** Its rows come from a query, and that from `input()`. */
  #selects = false;
  #takesInput = false;
  #depth = 0;
  #place: 'statement' | 'format' | 'data' | 'values' = 'statement';
  #behind = false;

  /** Whether all that follows is data in some format. */
  get holdsData(): boolean {
    return this.#place === 'data' && this.#behind;
  }

  get awaitsData(): boolean {
    return (this.#place === 'data' || this.#place === 'values') && !this.#behind;
  }

  take({ word, text }: Piece): void {
    // Names of columns stand in brackets.
    if (text === '(') this.#depth++;
    if (text === ')') this.#depth--;
    const said = word && this.#depth === 0 ? text.toUpperCase() : '';
    if (this.empty) this.#insert = said === 'INSERT';
    this.empty = false;
    if (this.#insert) this.#follow(said);
  }

  #follow(word: string): void {
    if (this.#place === 'data' || this.#place === 'values') this.#behind = true;
    else if (this.#place === 'format') this.#place = word === '' ? 'statement' : word === 'VALUES' ? 'values' : 'data';
    else if (word === 'FORMAT' && this.#selects === this.#takesInput) this.#place = 'format';
    else if (word === 'VALUES' && !this.#selects) this.#place = 'values';
    else if (word === 'SELECT' || word === 'WITH') this.#selects = true;
    else if (word === 'INPUT' && this.#selects) this.#takesInput = true;
  }
}
