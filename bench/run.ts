/** The benchmark: `npm run bench -- --help`. */
import { benchmark, choose } from './benchmark.ts';
import { parseOptions, usage } from './options.ts';
import { soak } from './soak.ts';
import { nameOf } from './task.ts';

const options = parseOptions(process.argv.slice(2));
if (options === undefined) console.log(usage);
else if (options.list) for (const { work, task } of choose(options)) console.log(nameOf(work, task));
else if (options.soak) await soak();
else await benchmark(options);
