/** Texts by the columns that they take on a terminal. */
import stringWidth from 'string-width';

/** A text, and how many columns it takes. */
export interface Sized {
  readonly text: string;
  readonly width: number;
}

/** Latin, Greek, Cyrillic and signs: a column for each character. Finding out costs other texts a hundred times as much. */
const narrow =
  /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0377\u0384-\u0386\u0388-\u0482\u048a-\u052f\u2010-\u2027]*$/;

/** Characters that would move the cursor or turn the line around. */
const unsafe = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

const ELLIPSIS = '…';

/** More than the characters of one column, whatever marks are on it. */
const MARKS = 16;

export function sized(text: string): Sized {
  return { text, width: narrow.test(text) ? text.length : stringWidth(text) };
}

/** A text that shows what it holds and does nothing to a terminal. */
export function harmless(text: string): string {
  if (narrow.test(text)) return text;
  return text.replace(unsafe, (character) => {
    const code = character.charCodeAt(0).toString(16);
    return code.length < 3 ? `\\x${code.padStart(2, '0')}` : `\\u${code}`;
  });
}

/** The text, or its beginning and `…`, in no more than so many columns. */
export function cut(text: string, columns: number): Sized {
  const head = text.length > columns * MARKS ? text.slice(0, columns * MARKS) : text;
  const whole = sized(head);
  if (head === text && whole.width <= columns) return whole;
  if (narrow.test(head)) return { text: head.slice(0, columns - 1) + ELLIPSIS, width: columns };
  let kept = '';
  let width = 0;
  for (const { segment } of segments(head)) {
    const next = width + sized(segment).width;
    if (next >= columns) break;
    kept += segment;
    width = next;
  }
  return { text: kept + ELLIPSIS, width: width + 1 };
}

let segmenter: Intl.Segmenter | undefined;

/** What people see as characters. */
function segments(text: string): Iterable<Intl.SegmentData> {
  segmenter ??= new Intl.Segmenter();
  return segmenter.segment(text);
}
