import type { ReactNode } from 'react';

import { clickhouse } from '../lib/clickhouse';

/** For each request, not once for all while the application is built. */
export const dynamic = 'force-dynamic';

interface Row {
  readonly page: string;
  readonly visits: bigint;
}

/** A component of the server: it asks ClickHouse, and only its HTML reaches the browser. */
export default async function Page(): Promise<ReactNode> {
  const result = await clickhouse.query<Row>(
    'SELECT page, count() AS visits FROM visits GROUP BY page ORDER BY visits DESC, page LIMIT 10',
  );
  return (
    <table>
      <tbody>
        {result.rows().map(({ page, visits }) => (
          <tr key={page}>
            <td>{page}</td>
            <td>{visits.toLocaleString('en')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
