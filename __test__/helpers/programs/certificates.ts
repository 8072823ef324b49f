/** A program that makes a client of a TLS server and tells how that ends. */
import { type ClickHouseError, createClient, OperationalError } from '../../../src/index.ts';

const outcome = { instance: false, code: '', message: '', host: '' };
try {
  createClient('https://clickhouse.example:8443');
} catch (error) {
  const { code, message, host = '' } = error as ClickHouseError;
  Object.assign(outcome, { instance: error instanceof OperationalError, code, message, host });
}
process.stdout.write(JSON.stringify(outcome));
