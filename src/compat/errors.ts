import { isOurs, type ClickHouseError as NativeError } from '../errors.ts';

/** What the server refused, with its number as a text. */
export class ClickHouseError extends Error {
  readonly code: string;
  readonly type: string | undefined;

  constructor({ message, code, type }: { message: string; code: string; type?: string | undefined }, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.type = type;
  }
}

/** An exception of the server: the innermost one where servers tell of each other's. */
const exception = /(?:Code|Error): (\d+).*Exception: (.+?)\((?=[A-Z0-9_]*[A-Z]{3})([A-Z0-9_]+)\)/s;

/** The error that a text of the server stands for. */
export function parseError(input: string | Error): ClickHouseError | Error {
  const text = input instanceof Error ? input.message : input;
  const [, code, message, type] = exception.exec(text) ?? [];
  if (code !== undefined && message !== undefined && type !== undefined)
    return new ClickHouseError({ code, message, type });
  return input instanceof Error ? input : new Error(input);
}

const timeouts = new Set(['ERR_TIMEOUT', 'ERR_REQUEST_TIMEOUT', 'ERR_CONNECT_TIMEOUT']);

/** An error as the callers of `@clickhouse/client` know it; its `cause` is the client's own. */
export function translated(error: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted === true && error === signal.reason) return aborted(error);
  if (!isOurs(error)) return error;
  if (error.serverCode !== undefined) return refused(error, error.serverCode);
  if (timeouts.has(error.code)) return new Error('Timeout error.', { cause: error });
  if (error.code !== 'ERR_STREAM_FAILURE') return error;
  return Object.assign(new Error(error.message, { cause: error }), { code: 'ECONNRESET' });
}

function aborted(cause: unknown): Error {
  return new Error('The user aborted a request.', { cause });
}

function refused(error: NativeError, number: number): ClickHouseError {
  const { code, message } = error;
  // Servers put a space before the name of the error, which is where the message was cut.
  const [, inner = `${message} `] = /.*Exception: (.+?)\((?=[A-Z0-9_]*[A-Z]{3})[A-Z0-9_]+\)/s.exec(message) ?? [];
  const type = code === 'ERR_SERVER' ? undefined : code;
  return new ClickHouseError({ code: String(number), type, message: inner }, error);
}

/** What the server wrote, as far as it is known. */
export function textOf({ code, message, type }: ClickHouseError): string {
  return `Code: ${code}. DB::Exception: ${message}${type === undefined ? '' : `(${type})`}\n`;
}
