/** What the demo asks about: visits of pages, made up, the same each time. */

export const createTable = `CREATE TABLE visits (
  at DateTime64(3), user_id UInt64, page LowCardinality(String), country LowCardinality(String),
  seconds Nullable(Float32), spent Decimal(9, 2), tags Array(String)
) ENGINE = MergeTree ORDER BY at`;

export const questions = [
  {
    title: 'Which pages are visited most?',
    sql: 'SELECT page, count() AS visits, uniq(user_id) AS users, round(avg(seconds), 1) AS seconds FROM visits GROUP BY page ORDER BY visits DESC',
  },
  {
    title: 'Where do visitors spend most?',
    sql: 'SELECT country, sum(spent) AS spent, topK(2)(page) AS pages FROM visits GROUP BY country ORDER BY spent DESC LIMIT 5',
  },
  {
    title: 'What are the latest visits?',
    sql: 'SELECT * FROM visits ORDER BY at DESC LIMIT 5',
  },
] as const;

export interface Visit {
  readonly at: Date;
  readonly user_id: number;
  readonly page: string;
  readonly country: string;
  readonly seconds: number | null;
  readonly spent: string;
  readonly tags: readonly string[];
}

const pages = ['/', '/pricing', '/docs', '/blog', '/café', '/東京'];
const countries = ['Germany', 'Japan', 'Brazil', 'Côte d’Ivoire', 'India', 'Canada', 'Kenya'];
const tags = [['search'], [], ['mail', 'campaign'], ['friend']];
const FIRST = Date.UTC(2026, 0, 1);
const STEP_MS = 4_321;

/** Rows, in pieces of at most so many. */
export function* visits(count: number, piece: number): Generator<Visit[], void> {
  const next = numbers();
  for (let start = 0; start < count; start += piece) {
    yield Array.from({ length: Math.min(piece, count - start) }, (_, index) => visit(start + index, next));
  }
}

function visit(index: number, next: (below: number) => number): Visit {
  return {
    at: new Date(FIRST + index * STEP_MS),
    user_id: next(20_000),
    // Some pages are liked better than others.
    page: pages[Math.min(next(pages.length), next(pages.length))] ?? '/',
    country: countries[Math.min(next(countries.length), next(countries.length))] ?? '',
    seconds: next(10) === 0 ? null : next(6_000) / 10,
    spent: (next(20) === 0 ? next(10_000) / 100 : 0).toFixed(2),
    tags: tags[next(tags.length)] ?? [],
  };
}

/** Whole numbers below a limit that look like chance (Lehmer's generator). */
function numbers(): (below: number) => number {
  let state = 42;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}
