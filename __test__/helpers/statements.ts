/** A valid statement that looks full of placeholders, and the names of those that are. */
export interface Statement {
  readonly sql: string;
  readonly names: string[];
}

const decoys: readonly ((name: string) => string)[] = [
  (name) => `'{${name}:UInt8}'`,
  (name) => `'it''s {${name}:UInt8}'`,
  (name) => `'\\\\\\'{${name}:UInt8}\\\\'`,
  (name) => `1 /* {${name}:UInt8} ' */`,
  (name) => `1 /* /* ' */ {${name}:UInt8} " */`,
  (name) => `1 -- {${name}:UInt8} '\n`,
  (name) => `1 // {${name}:UInt8} "\n`,
  (name) => `1 # {${name}:UInt8} \`\n`,
  (name) => `$$ ' {${name}:UInt8} " $$`,
  (name) => `$t$ $$ ' {${name}:UInt8} $t$`,
  (name) => `1 AS \`{${name}:UInt8}\``,
  (name) => `2 AS "\\"{${name}:UInt8}"`,
  (name) => `3 AS \`\`\`{${name}:UInt8}\``,
  (name) => `4 AS ${name}$x$`,
  (name) => `‘{${name}:UInt8}’`,
  () => "map('a', 1)",
];

const placeholders: readonly ((name: string) => string)[] = [
  (name) => `{${name}:UInt8}`,
  (name) => `{ ${name} : UInt8 }`,
  (name) => `{${name}/* } */:UInt8 -- }\n}`,
  (name) => `{${name}:Nullable(UInt8)}`,
  (name) => `{${name}:Enum8('}' = 1, '{' = 2, '7' = 7)}`,
  (name) => `[{${name}:UInt8}]`,
];

/** Statements made by chance, the same for the same seed. */
export function* generatedStatements(count: number, seed: number): Generator<Statement> {
  let state = seed;
  const pick = <T>(list: readonly T[]): T => {
    state = (state * 48_271) % 2_147_483_647;
    return list[state % list.length] as T;
  };
  for (let round = 0; round < count; round++) {
    const names: string[] = [];
    const items: string[] = [];
    for (let item = 0; item < 8; item++) {
      if (pick([true, false])) {
        const name = `p${item}`;
        names.push(name);
        items.push(pick(placeholders)(name));
      } else {
        items.push(pick(decoys)(`d${item}`));
      }
    }
    yield { sql: `SELECT ${items.join(', ')}`, names };
  }
}
