/** Texts of others, made safe for a terminal. */

/** Latin, Greek, Cyrillic and signs: a column for each character. Finding out costs other texts a hundred times as much. */
export const narrow =
  /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0377\u0384-\u0386\u0388-\u0482\u048a-\u052f\u2010-\u2027]*$/;

/** Characters that would move the cursor or turn the line around. */
const unsafe = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** A text that shows what it holds and does nothing to a terminal. */
export function harmless(text: string): string {
  if (narrow.test(text)) return text;
  return text.replace(unsafe, (character) => {
    const code = character.charCodeAt(0).toString(16);
    return code.length < 3 ? `\\x${code.padStart(2, '0')}` : `\\u${code}`;
  });
}
