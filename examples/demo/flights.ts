import { readFile } from 'node:fs/promises';

/** A domestic flight in the USA. */
export interface Flight {
  /** Hours since midnight. */
  time: number;
  /** Minutes; negative when early. */
  delay: number;
  /** Miles. */
  distance: number;
}

export const createTable = `
  CREATE TABLE flights (
    time Float32 COMMENT 'hours since midnight',
    delay Int16 COMMENT 'minutes',
    distance UInt16 COMMENT 'miles'
  )
  ENGINE = MergeTree ORDER BY time`;

/** The flights that ship in the package `vega-datasets`. */
export async function loadFlights(): Promise<Flight[]> {
  const file = new URL('../data/flights-200k.json', import.meta.resolve('vega-datasets'));
  return JSON.parse(await readFile(file, 'utf8')) as Flight[];
}

/** Questions about the flights; `late` is the delay in minutes that makes a flight late. */
export const questions: readonly { readonly title: string; readonly sql: string }[] = [
  {
    title: 'Delays by time of day',
    sql: `
      WITH intDiv(time, 4) * 4 AS hour
      SELECT
        format('{}:00–{}:00', leftPad(toString(hour), 2, '0'), leftPad(toString(hour + 4), 2, '0')) AS hours,
        count() AS flights,
        round(avg(delay), 1) AS \`average delay\`,
        round(100 * countIf(delay > {late:Int16}) / flights, 1) AS \`% late\`,
        bar(\`% late\`, 0, 50, 25) AS \` \`
      FROM flights GROUP BY hour ORDER BY hour`,
  },
  {
    title: 'Delays by distance',
    sql: `
      WITH multiIf(distance < 250, 0, distance < 500, 1, distance < 1000, 2, distance < 2000, 3, 4) AS band
      SELECT
        ['under 250', '250–499', '500–999', '1000–1999', '2000 and more'][band + 1] AS miles,
        count() AS flights,
        quantileExact(0.5)(delay) AS \`median delay\`,
        quantileExact(0.9)(delay) AS \`9 of 10 below\`,
        round(100 * countIf(delay > {late:Int16}) / flights, 1) AS \`% late\`
      FROM flights GROUP BY band ORDER BY band`,
  },
  {
    title: 'How late flights are',
    sql: `
      WITH multiIf(delay < 0, 0, delay <= {late:Int16}, 1, delay <= 60, 2, delay <= 120, 3, 4) AS band
      SELECT
        ['early', 'on time', 'up to 1 hour late', 'up to 2 hours late', 'later'][band + 1] AS punctuality,
        count() AS flights,
        round(100 * flights / sum(flights) OVER (), 1) AS \`%\`,
        bar(\`%\`, 0, 100, 40) AS \` \`
      FROM flights GROUP BY band ORDER BY band`,
  },
];
