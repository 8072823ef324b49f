import { createRequire } from 'node:module';
import { join } from 'node:path';
import { NotSupportedError } from '../errors.ts';

/** The class that writes SQL for ClickHouse. Cube has it, and keeps it in step with its compiler. */
export function dialectClass(): unknown {
  return compiler().queryClass('clickhouse');
}

interface Compiler {
  queryClass(type: string): unknown;
}

/** Cube's compiler, as this package finds it or as the application does, which need not be the same. */
function compiler(): Compiler {
  let cause: unknown;
  for (const from of [import.meta.url, join(process.cwd(), 'package.json')]) {
    try {
      return createRequire(from)('@cubejs-backend/schema-compiler');
    } catch (error) {
      cause = error;
    }
  }
  const message = 'the dialect is in @cubejs-backend/schema-compiler, which cannot be loaded from here';
  throw new NotSupportedError(message, { code: 'ERR_PACKAGE_MISSING', cause });
}
