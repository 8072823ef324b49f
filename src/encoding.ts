/** Encodings of text, by their labels of the Encoding Standard. */
import { type TextCoding, textCoding } from './columns/text-coding.ts';
import { ProgrammingError } from './errors.ts';

/** The name of the encoding with a label; `undefined` for UTF-8. @throws {ProgrammingError} for labels of none. */
export function encodingOf(label: string | undefined, where: string): string | undefined {
  if (label === undefined) return undefined;
  try {
    const { encoding } = new TextDecoder(label);
    return encoding === 'utf-8' ? undefined : encoding;
  } catch (cause) {
    throw new ProgrammingError(`${where}: option 'encoding': '${label}' is not an encoding`, {
      code: 'ERR_UNKNOWN_ENCODING',
      cause,
    });
  }
}

/** How text of an encoding is written. @throws {ProgrammingError} for encodings that are unknown or can only be read. */
export function codingOf(label: string | undefined, where: string): TextCoding | undefined {
  const name = encodingOf(label, where);
  if (name === undefined) return undefined;
  const coding = textCoding(name);
  if (coding !== undefined) return coding;
  const message = `${where}: option 'encoding': ${name} can be read, but not written`;
  throw new ProgrammingError(message, { code: 'ERR_UNKNOWN_ENCODING' });
}
