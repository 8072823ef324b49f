/** A program that asks servers with and without TLS, and tells how that ends. */
import { type ClickHouseError, createClient, OperationalError } from '../../../src/index.ts';

const [port, plain] = process.argv.slice(2);
const outcome = { instance: false, code: '', message: '', host: '', others: 0 };
{
  await using client = createClient(`https://127.0.0.1:${port}`);
  await client.command('SELECT 1').catch((error: unknown) => {
    const { code, message, host = '' } = error as ClickHouseError;
    Object.assign(outcome, { instance: error instanceof OperationalError, code, message, host });
  });
}
// Those that need none of the system's.
for (const options of [{ url: `https://127.0.0.1:${port}`, tls: { verify: false } }, { url: plain }]) {
  await using client = createClient(options);
  outcome.others += await client.command<number>('SELECT 1');
}
process.stdout.write(JSON.stringify(outcome));
