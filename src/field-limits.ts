import type { Failure } from './errors.ts';

const POCO_EXCEPTION = 1000;

/** What servers say that take no more values, or no longer ones, and what helps. */
const limits: readonly (readonly [text: RegExp, hint: string])[] = [
  [/Too many form fields/, 'the statement has more parameters than the server takes: send a list as one parameter'],
  [/Field value too long/, 'a parameter is longer than the server takes: send it as external data'],
];

/** What to do about a statement whose parameters are too many or too long for the server. */
export function hintOf({ failure, serverCode, message }: Failure): string | undefined {
  if (failure !== 'server' || serverCode !== POCO_EXCEPTION) return undefined;
  return limits.find(([text]) => text.test(message))?.[1];
}
