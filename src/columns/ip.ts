/** `IPv4`: 32 bits, little-endian. `IPv6`: 16 bytes in network order. */
import { isIPv4, isIPv6 } from './address.ts';
import type { Codec } from './codec.ts';
import { direct } from './element.ts';
import { MadeVector } from './made.ts';
import { TextVector } from './text-vector.ts';
import { outOfRange, wrongType } from './value-error.ts';

const V4_WIDTH = 4;
const V6_WIDTH = 16;
export const V4_MAX = 0xffff_ffff;

export const ipv4: Codec = {
  form: 'string',
  formats: ['bytes', 'int'],
  read(type, rows, reading) {
    const addresses = reading.arena.view(Uint32Array, reading.arena.next(), rows);
    switch (reading.format(type)) {
      case 'int':
        return direct<number>(addresses);
      case 'bytes':
        return new MadeVector(rows, (index) => {
          const bytes = Buffer.alloc(V4_WIDTH);
          bytes.writeUInt32BE(addresses[index] as number);
          return bytes;
        });
      default:
        return new TextVector(addresses, type.name, reading.arena.texts);
    }
  },
  zero: () => 0,
  write(type, values, { sections }) {
    const out = new Uint32Array(values.length);
    for (let i = 0; i < values.length; i++) {
      const address = toV4(values[i]);
      if (address === undefined) throw wrongType(i, values[i], type.name, "an IPv4 address's text, number or 4 bytes");
      if (address < 0 || address > V4_MAX) throw outOfRange(i, values[i], type.name);
      out[i] = address;
    }
    sections.push(out);
  },
};

/** The number of an address, from its text, number or 4 bytes; it may be out of range. */
export function toV4(value: unknown): number | undefined {
  if (typeof value === 'string' && isIPv4(value)) {
    return value.split('.').reduce((address, byte) => address * 256 + Number(byte), 0);
  }
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Uint8Array && value.length === V4_WIDTH) {
    return value.reduce((address, byte) => address * 256 + byte, 0);
  }
  return undefined;
}

export const ipv6: Codec = {
  form: 'string',
  formats: ['bytes'],
  read(type, rows, reading) {
    const bytes = reading.arena.bytes(reading.arena.next(), rows * V6_WIDTH);
    if (reading.format(type) !== 'bytes') return new TextVector(bytes, type.name, reading.arena.texts, V6_WIDTH);
    return new MadeVector(rows, (index) => Buffer.from(bytes.subarray(index * V6_WIDTH, (index + 1) * V6_WIDTH)));
  },
  zero: () => '::',
  write(type, values, { sections }) {
    const out = new Uint8Array(values.length * V6_WIDTH);
    for (let i = 0; i < values.length; i++) {
      const address = toV6(values[i]);
      if (address === undefined)
        throw wrongType(i, values[i], type.name, "an IPv6 or IPv4 address's text, or its 16 bytes");
      out.set(address, i * V6_WIDTH);
    }
    sections.push(out);
  },
};

function toV6(value: unknown): Uint8Array | undefined {
  if (value instanceof Uint8Array && value.length === V6_WIDTH) return value;
  if (typeof value !== 'string') return undefined;
  if (isIPv4(value)) return toV6(`::ffff:${value}`);
  if (!isIPv6(value) || value.includes('%')) return undefined;
  const [head = '', tail] = withoutDots(value).split('::');
  const groups = (part: string | undefined): number[] =>
    part ? part.split(':').map((group) => Number.parseInt(group, 16)) : [];
  const [first, last] = [groups(head), groups(tail)];
  const all = [...first, ...new Array<number>(8 - first.length - last.length).fill(0), ...last];
  return Uint8Array.from(all.flatMap((group) => [group >> 8, group & 0xff]));
}

/** The last 32 bits may be written as an IPv4 address. */
function withoutDots(address: string): string {
  const start = address.lastIndexOf(':') + 1;
  const v4 = toV4(address.slice(start));
  if (v4 === undefined) return address;
  return `${address.slice(0, start)}${Math.floor(v4 / 0x1_0000).toString(16)}:${(v4 % 0x1_0000).toString(16)}`;
}
