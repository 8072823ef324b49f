import type { Random } from './random-types.ts';

/** What may begin, end or look like something in SQL. */
const scraps = [
  ...["'", '"', '`', '\\', '$', '$$', '$t$', '{', '}', ':', '/*', '*/', '--', '//', '#', '# ', '‘', '’', '“', '”'],
  ...['{v0:String}', '{v1:String}', '%s', '%(v0)s', '%%', '%', 's', ' ', '\n', ';', '(', ')', '1', 'é', '😀', 'FROM'],
];

/** Scraps in a row, none of those that would end what they stand in. */
function soup(random: Random, without: RegExp): string {
  return Array.from({ length: Math.floor(random() * 9) }, () => pick(random, scraps))
    .join('')
    .replace(without, '');
}

function escaped(random: Random, quote: string): string {
  const text = soup(random, /^$/);
  const doubled = random() < 0.5;
  return text.replaceAll('\\', '\\\\').replaceAll(quote, doubled ? quote + quote : `\\${quote}`);
}

/** Pieces in which nothing is a value, whatever it looks like; the number makes names that are used once. */
const decoys: readonly ((random: Random, number: number) => string)[] = [
  (random) => `'${escaped(random, "'")}'`,
  (random, number) => `1 AS \`a${number}${escaped(random, '`')}\``,
  (random, number) => `2 AS "b${number}${escaped(random, '"')}"`,
  (random) => `$t$${soup(random, /\$/g)}$t$`,
  (random) => `$$${soup(random, /\$/g)}$$`,
  (random) => `‘${soup(random, /’/g)}’`,
  (random) => `3 -- ${soup(random, /\n/g)}\n`,
  (random) => `4 # ${soup(random, /\n/g)}\n`,
  (random) => `5 /* ${soup(random, /\/\*|\*\/|[*/]/g)} */`,
  (random) => `6 /* /* ${soup(random, /\/\*|\*\/|[*/]/g)} */ ${soup(random, /\/\*|\*\/|[*/]/g)} */`,
  () => "map('%s', 1)",
  () => '7 % 4',
  () => '7%4',
];

/** What stands around a value. */
const holders: readonly ((random: Random) => readonly [before: string, after: string])[] = [
  () => ['', ''],
  () => ['(', ')'],
  () => ['[', ']'],
  () => ["'a'||", "||'b'"],
  () => ["concat('a',", ')'],
  (random) => [`/*${soup(random, /\/\*|\*\/|[*/]/g)}*/`, '/**/'],
  (random) => [`-- ${soup(random, /\n/g)}\n`, ''],
];

function pick<T>(random: Random, all: readonly T[]): T {
  return all[Math.floor(random() * all.length)] as T;
}

/** A list for SELECT with so many values in it, which `write` writes, and much that looks like one. */
export function listOf(random: Random, values: number): (write: (index: number) => string) => string {
  const parts: (readonly [before: string, index: number, after: string])[] = [];
  for (let index = 0; index < values; index++) {
    const decoy = Array.from({ length: Math.floor(random() * 4) }, (_, at) =>
      pick(random, decoys)(random, 4 * index + at),
    );
    const [before, after] = pick(random, holders)(random);
    parts.push([[...decoy, before].join(', '), index, after]);
  }
  return (write) => parts.map(([before, index, after]) => `${before}${write(index)}${after}`).join(', ');
}
