/** A program that makes a client of a TLS server and tells how that ends. */
import { type ClickHouseError, createClient, OperationalError } from '../../../src/index.ts';

const outcome = { instance: false, code: '', message: '', host: '', others: 0 };
try {
  createClient('https://clickhouse.example:8443');
} catch (error) {
  const { code, message, host = '' } = error as ClickHouseError;
  Object.assign(outcome, { instance: error instanceof OperationalError, code, message, host });
}
// Those that need none of the system's.
for (const tls of [{ caCert: 'bundled' }, { verify: false }]) {
  createClient({ url: 'https://clickhouse.example:8443', tls });
  outcome.others++;
}
process.stdout.write(JSON.stringify(outcome));
