/** Text in encodings other than UTF-8. To write it, what the platform decodes is turned around, a table once for each. */

export interface TextCoding {
  /** As the Encoding Standard names it. */
  readonly name: string;
  /** The bytes of a text; nothing when it has characters that the encoding lacks. */
  encode(text: string): Uint8Array | undefined;
}

/** How text of an encoding is read. */
export function textDecoding(name: string): (bytes: Uint8Array) => string {
  const decoder = new TextDecoder(name, { ignoreBOM: true });
  // Unless it is part of a stream, some versions of Node take windows-1252 for ISO 8859-1 (nodejs/node#56542).
  const options = { stream: name === 'windows-1252' };
  return (bytes) => decoder.decode(bytes, options);
}

const known = new Map<string, TextCoding>();

/** How an encoding that `TextDecoder` knows is written; nothing for those that switch between tables. */
export function textCoding(name: string): TextCoding | undefined {
  if (name === 'iso-2022-jp') return undefined;
  let coding = known.get(name);
  if (coding === undefined) {
    coding = { name, encode: name.startsWith('utf-16') ? utf16(name === 'utf-16be') : byTable(name) };
    known.set(name, coding);
  }
  return coding;
}

function utf16(swapped: boolean): TextCoding['encode'] {
  return (text) => {
    if (!text.isWellFormed()) return undefined;
    const bytes = Buffer.from(text, 'utf16le');
    return swapped ? bytes.swap16() : bytes;
  };
}

function byTable(name: string): TextCoding['encode'] {
  const table = tableOf(name);
  const beyond = name === 'gb18030' ? supplementary : () => undefined;
  return (text) => {
    const out: number[] = [];
    for (const character of text) {
      const bytes = table.get(character) ?? beyond(character);
      if (bytes === undefined) return undefined;
      out.push(...bytes);
    }
    return Uint8Array.from(out);
  };
}

type Bytes = readonly number[];

/** The bytes of each character, where several are right the first. */
function tableOf(name: string): Map<string, Bytes> {
  const decode = textDecoding(name);
  const table = new Map<string, Bytes>();
  const add = (bytes: Bytes): boolean => {
    const text = decode(Uint8Array.from(bytes));
    const whole = text !== '\ufffd' && [...text].length === 1;
    if (whole && !table.has(text)) table.set(text, bytes);
    return whole;
  };
  const extend = (start: Bytes, first: number, last: number, most: number): void => {
    for (let next = first; next <= last; next++) {
      const bytes = [...start, next];
      if (add(bytes) || bytes.length === most) continue;
      if (bytes.length === 1) extend(bytes, 0x30, 0xff, most);
      else if (bytes.length === 2 && isOpen(name, bytes)) extend(bytes, 0x81, 0xfe, most);
      else if (bytes.length === 3) extend(bytes, 0x30, 0x39, most);
    }
  };
  const most = name === 'gb18030' ? 4 : name === 'euc-jp' ? 3 : 2;
  extend([], 0, 0x7f, 1);
  // Big5 has what it took from Hong Kong before what it had itself, and some of it twice.
  if (name === 'big5') extend([], 0xa1, 0xff, most);
  extend([], 0x80, 0xff, most);
  return table;
}

/** Whether two bytes that are no character may be the start of one. */
function isOpen(name: string, [first = 0, second = 0]: Bytes): boolean {
  if (name === 'euc-jp') return first === 0x8f;
  // The code points up to U+FFFF; those beyond follow a rule.
  return first <= 0x84 && second <= 0x39;
}

/** Characters beyond U+FFFF in GB 18030. */
function supplementary(character: string): Bytes | undefined {
  const place = (character.codePointAt(0) ?? 0) - 0x1_0000;
  if (place < 0) return undefined;
  const digit = (unit: number, count: number) => Math.floor(place / unit) % count;
  return [0x90 + digit(12_600, 256), 0x30 + digit(1260, 10), 0x81 + digit(10, 126), 0x30 + digit(1, 10)];
}
