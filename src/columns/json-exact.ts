/** JSON texts as values: integers beyond 2^53 as bigint, where `JSON.parse` alone would round them. */

/** No text of a user begins with this; made for the first number that needs it, as `crypto` takes time to load. */
let mark: string | undefined;

/** A text, or an integer of so many digits that it may not be safe, and what would make it another number. */
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g;

/** @throws {SyntaxError} when the text is not JSON. */
export function parseExact(text: string): unknown {
  const plain: unknown = JSON.parse(text);
  if (!/\d{16}/.test(text)) return plain;
  mark ??= crypto.randomUUID();
  const prefix = mark;
  const marked = text.replace(TOKEN, (token, at: number) =>
    token.startsWith('"') || /[\d.eE]/.test(text[at - 1] ?? '') ? token : `"${prefix}${token}"`,
  );
  return JSON.parse(marked, (_, value: unknown) =>
    typeof value === 'string' && value.startsWith(prefix) ? integer(value.slice(prefix.length)) : value,
  );
}

function integer(digits: string): number | bigint {
  const number = Number(digits);
  return Number.isSafeInteger(number) ? number : BigInt(digits);
}
