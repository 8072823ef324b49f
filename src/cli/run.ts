import { OK } from './exit.ts';
import { tellFailure } from './failure.ts';
import { makeProgram } from './program.ts';

/** Runs the program with its arguments; gives its exit code. */
export async function run(args: readonly string[]): Promise<number> {
  // Whoever writes finds out by itself; what is left, such as a help text, is of no interest to a reader who has gone.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  let verbose = false;
  const program = makeProgram();
  program.hook('preAction', (_, command) => {
    verbose = command.opts<{ verbose?: boolean }>().verbose === true;
  });
  try {
    await program.parseAsync(args.flatMap(likeTheirs), { from: 'user' });
    return OK;
  } catch (error) {
    return tellFailure(error, verbose);
  }
}

/** `--param_name=value` is what users of `clickhouse-client` write. */
function likeTheirs(arg: string): string[] {
  const name = /^--param_(?=.)/.exec(arg)?.[0];
  return name === undefined ? [arg] : ['--param', arg.slice(name.length)];
}
