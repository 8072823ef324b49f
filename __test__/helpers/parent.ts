/**
 * A program that starts a server and ends in the way that its argument names, without closing the server.
 * It is run by `embedded-lifetime.spec.ts`.
 */
import { startServer } from '../../src/embedded/index.ts';

const [, , end, path] = process.argv;
const server = await startServer({ path });
process.stdout.write(`${server.port}\n`, () => {
  if (end === 'exit') process.exit(0);
  if (end === 'throw') throw new Error('uncaught on purpose');
  // Otherwise the test kills this process; the server keeps it alive until then.
});
