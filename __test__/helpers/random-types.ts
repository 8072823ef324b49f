/** Random types, weighted so that containers of containers come up often; the same seed gives the same types. */

/** A generator of numbers in [0, 1). */
export type Random = () => number;

/** mulberry32. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

function pick<T>(random: Random, list: readonly T[]): T {
  return list[Math.floor(random() * list.length)] as T;
}

function integer(random: Random, lowest: number, highest: number): number {
  return lowest + Math.floor(random() * (highest - lowest + 1));
}

/** The zones of the types' wall times. */
const zones = ['UTC', 'Europe/Berlin', 'America/St_Johns', 'Asia/Kolkata'];

/** Types that may be keys of maps and elements of LowCardinality. */
const plain: readonly ((random: Random) => string)[] = [
  (random) => `${pick(random, ['UInt', 'Int'])}${pick(random, [8, 16, 32, 64, 128, 256])}`,
  () => 'String',
  (random) => `FixedString(${integer(random, 1, 20)})`,
  () => 'Date',
  () => 'Date32',
  (random) => `DateTime('${pick(random, zones)}')`,
  () => 'UUID',
  (random) => `IPv${pick(random, [4, 6])}`,
];

const leaves: readonly ((random: Random) => string)[] = [
  ...plain,
  (random) => `Float${pick(random, [32, 64])}`,
  () => 'Bool',
  (random) => `DateTime64(${integer(random, 0, 9)}, '${pick(random, zones)}')`,
  (random) => {
    const precision = integer(random, 1, 76);
    return `Decimal(${precision}, ${integer(random, 0, precision)})`;
  },
  (random) => `Enum${pick(random, [8, 16])}('a' = -5, 'it\\'s' = 0, '' = 7)`,
  (random) => pick(random, ['Point', 'Ring', 'LineString', 'Polygon', 'MultiLineString', 'MultiPolygon']),
  (random) => `Nullable(${leaf(random, 0)})`,
  (random) => `LowCardinality(${pick(random, ['String', 'Nullable(String)', 'UInt64', 'FixedString(3)', 'Date'])})`,
];

function leaf(random: Random, depth: number): string {
  const list = depth === 0 ? leaves.slice(0, -3) : leaves;
  return pick(random, list)(random);
}

/** A type of at most that many levels of containers. */
export function randomType(random: Random, depth = 3): string {
  if (depth === 0 || random() < 0.4) return leaf(random, 1);
  switch (integer(random, 0, 6)) {
    case 0:
    case 1:
      return `Array(${randomType(random, depth - 1)})`;
    case 2:
      return `Map(${pick(random, plain)(random)}, ${randomType(random, depth - 1)})`;
    case 3: {
      const argument = randomType(random, depth - 1);
      // The server's function returns values without LowCardinality.
      return argument.includes('LowCardinality') ? argument : `SimpleAggregateFunction(any, ${argument})`;
    }
    case 4: {
      const types = Array.from({ length: integer(random, 1, 3) }, () => randomType(random, depth - 1));
      return `Nested(${types.map((type, index) => `e${index} ${type}`).join(', ')})`;
    }
    default: {
      const named = random() < 0.5;
      const elements = Array.from({ length: integer(random, 1, 3) }, (_, index) => {
        const type = randomType(random, depth - 1);
        return named ? `e${index} ${type}` : type;
      });
      return `Tuple(${elements.join(', ')})`;
    }
  }
}
