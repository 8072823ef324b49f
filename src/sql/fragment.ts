import { placeholders } from './placeholders.ts';

/** A value in a statement, and the type that it is sent as. */
export class SqlValue {
  readonly value: unknown;
  readonly type: string;

  constructor(value: unknown, type: string) {
    this.value = value;
    this.type = type;
  }
}

interface Rendered {
  readonly text: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** A statement or a piece of one, with values that go to the server apart from it. Never changes. */
export class Sql {
  /** Pieces of SQL, values, and other fragments: a copy of their pieces for each would be of no use. */
  readonly #pieces: readonly (string | SqlValue | Sql)[];
  #rendered: Rendered | undefined;

  constructor(pieces: readonly (string | SqlValue | Sql)[]) {
    this.#pieces = [...pieces];
    Object.freeze(this);
  }

  /** The SQL, with a placeholder for each value. */
  get text(): string {
    return this.#render().text;
  }

  /** The values by the names of their placeholders. */
  get parameters(): Readonly<Record<string, unknown>> {
    return this.#render().parameters;
  }

  #render(): Rendered {
    this.#rendered ??= rendered(this.#flat());
    return this.#rendered;
  }

  /** The pieces of this and of all fragments in it, which may be thousands of levels deep. */
  #flat(): (string | SqlValue)[] {
    const flat: (string | SqlValue)[] = [];
    const waiting = this.#pieces.toReversed();
    for (let piece = waiting.pop(); piece !== undefined; piece = waiting.pop()) {
      if (!(piece instanceof Sql)) flat.push(piece);
      else for (const inner of piece.#pieces.toReversed()) waiting.push(inner);
    }
    return flat;
  }
}

/** Names the values p1, p2 …, past the names that the SQL has for placeholders of its own. */
function rendered(pieces: readonly (string | SqlValue)[]): Rendered {
  const own = pieces.map((piece) => (typeof piece === 'string' ? piece : ' ')).join('');
  const taken = new Set(placeholders(own).map(({ name }) => name));
  const parameters: Record<string, unknown> = {};
  let number = 0;
  const text = pieces.map((piece) => {
    if (typeof piece === 'string') return piece;
    do number++;
    while (taken.has(`p${number}`));
    parameters[`p${number}`] = piece.value;
    return `{p${number}:${piece.type}}`;
  });
  return { text: text.join(''), parameters: Object.freeze(parameters) };
}
