const tag = /\$\w*\$/y;
/** The dollar sign that ends a tag may begin the next one. */
const anyTag = /\$(?=(\w*\$))/g;

/** The heredocs of a statement: `$tag$ … $tag$`. */
export class Heredocs {
  readonly #sql: string;
  /** Where each tag stands last, so that the search for a second one is never in vain. */
  #last: ReadonlyMap<string, number> | undefined;

  constructor(sql: string) {
    this.#sql = sql;
  }

  /** Where the heredoc ends that starts here; without a second tag the dollar sign starts a word. */
  endOf(start: number): number | undefined {
    tag.lastIndex = start;
    const found = tag.exec(this.#sql)?.[0];
    if (found === undefined) return undefined;
    this.#last ??= new Map(Array.from(this.#sql.matchAll(anyTag), ({ 1: rest, index }) => [`$${rest}`, index]));
    const from = start + found.length;
    if ((this.#last.get(found) ?? 0) < from) return undefined;
    return this.#sql.indexOf(found, from) + found.length;
  }
}
