import { OperationalError } from '../errors.ts';
import type { Engine } from './engine.ts';
import { HOST, portError } from './port.ts';

const serverError = /Code: (\d+)\. DB::Exception: (.*?)\.? \(([A-Z][A-Z0-9_]*)\)/s;

/** Errors of the libraries below ClickHouse, such as the XML parser's, bring a stack trace along. */
const libraryError = /Poco::Exception\. Code: \d+, e\.code\(\) = \d+, (.*?)(?:, Stack trace|$)/s;

/** The error for a server that ended before it answered, from its last words. */
export function startError(engine: Engine, data: string, port: number): OperationalError {
  const words = engine.lastWords;
  if (words.includes('Cannot lock file')) {
    return new OperationalError(`the data directory ${data} is in use by another server`, {
      code: 'ERR_EMBEDDED_LOCKED',
    });
  }
  if (words.includes('Address already in use')) return portError(port, undefined);
  const [, serverCode, reason, code] = serverError.exec(words) ?? [];
  const text = reason ?? libraryError.exec(words)?.[1] ?? words.split('\n').at(-1);
  return failure(text || (engine.exit ?? 'for an unknown reason'), {
    code: code ?? 'ERR_EMBEDDED_START',
    serverCode: serverCode === undefined ? undefined : Number(serverCode),
    host: `${HOST}:${port}`,
  });
}

/** The error for a server that runs and is of no use. */
export function uselessError(reason: string, cause?: unknown): OperationalError {
  return failure(reason, { code: 'ERR_EMBEDDED_START', cause });
}

function failure(reason: string, options: ConstructorParameters<typeof OperationalError>[1]): OperationalError {
  return new OperationalError(`the embedded server did not start: ${reason}`, options);
}
