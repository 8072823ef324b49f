/** JSON texts as values: integers beyond 2^53 as bigint, where `JSON.parse` alone would round them. */

/** No text of a user begins with this. */
const MARK = crypto.randomUUID();

/** A text, or an integer of so many digits that it may not be safe, and what would make it another number. */
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g;

/** @throws {SyntaxError} when the text is not JSON. */
export function parseExact(text: string): unknown {
  const plain: unknown = JSON.parse(text);
  if (!/\d{16}/.test(text)) return plain;
  const marked = text.replace(TOKEN, (token, at: number) =>
    token.startsWith('"') || /[\d.eE]/.test(text[at - 1] ?? '') ? token : `"${MARK}${token}"`,
  );
  return JSON.parse(marked, (_, value: unknown) =>
    typeof value === 'string' && value.startsWith(MARK) ? integer(value.slice(MARK.length)) : value,
  );
}

function integer(digits: string): number | bigint {
  const number = Number(digits);
  return Number.isSafeInteger(number) ? number : BigInt(digits);
}
