/** Texts by the columns that they take on a terminal. */
import stringWidth from 'string-width';
import { narrow } from './harmless.ts';

/** A text, and how many columns it takes. */
export interface Sized {
  readonly text: string;
  readonly width: number;
}

const ELLIPSIS = '…';

/** More than the characters of one column, whatever marks are on it. */
const MARKS = 16;

export function sized(text: string): Sized {
  return { text, width: narrow.test(text) ? text.length : stringWidth(text) };
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
