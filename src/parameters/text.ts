/** Texts, bytes and the types whose values are written as texts, before they are escaped. */
import { isUtf8 } from 'node:buffer';
import { isIPv4, isIPv6 } from '../columns/address.ts';
import { toV4, V4_MAX } from '../columns/ip.ts';
import { isUuid } from '../columns/uuid.ts';
import type { ClickHouseType } from '../../index.js';
import { escapeString } from '../literal.ts';
import { refuse } from './refusal.ts';

/** Half of a surrogate pair, which UTF-8 cannot express. */
const loneSurrogate = /\p{Surrogate}/u;

/** Escaped: the escapes of top-level texts and of quoted ones are the same. */
export function stringText(value: unknown, type: ClickHouseType): string {
  if (typeof value === 'string') {
    if (loneSurrogate.test(value)) throw refuse(value, type, 'a text without halves of surrogate pairs');
    return escapeString(value);
  }
  const bytes = toBuffer(value);
  if (bytes === undefined) throw refuse(value, type, 'a string or bytes');
  if (isUtf8(bytes)) return escapeString(bytes.toString('utf8'));
  return escapeString(bytes.toString('latin1')).replace(
    /[\x80-\xff]/g,
    (byte) => `\\x${byte.charCodeAt(0).toString(16)}`,
  );
}

export function fixedStringText(value: unknown, type: ClickHouseType): string {
  const length = typeof value === 'string' ? Buffer.byteLength(value) : (toBuffer(value)?.length ?? 0);
  if (length > (type.length ?? 0)) throw refuse(value, type, `at most ${type.length ?? 0} bytes`);
  return stringText(value, type);
}

function toBuffer(value: unknown): Buffer | undefined {
  if (ArrayBuffer.isView(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return value instanceof ArrayBuffer ? Buffer.from(value) : undefined;
}

export function enumText(value: unknown, type: ClickHouseType): string {
  const code = typeof value === 'bigint' ? Number(value) : value;
  const found = type.values?.find((item) => item.name === value || item.code === code);
  if (found === undefined) throw refuse(value, type, 'a name or code of the enum');
  return escapeString(found.name);
}

export function uuidText(value: unknown, type: ClickHouseType): string {
  if (isUuid(value)) return value;
  const bytes = toBuffer(value);
  if (bytes?.length !== 16) throw refuse(value, type, "a UUID's text or its 16 bytes");
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

export function ipv4Text(value: unknown, type: ClickHouseType): string {
  const address = toV4(toBuffer(value) ?? value);
  if (address === undefined || address < 0 || address > V4_MAX) {
    throw refuse(value, type, "an IPv4 address's text, number or 4 bytes");
  }
  return [address >>> 24, (address >>> 16) & 0xff, (address >>> 8) & 0xff, address & 0xff].join('.');
}

export function ipv6Text(value: unknown, type: ClickHouseType): string {
  if (typeof value === 'string' && !value.includes('%') && (isIPv6(value) || isIPv4(value))) return value;
  const bytes = toBuffer(value);
  if (bytes?.length !== 16) throw refuse(value, type, "an IPv6 or IPv4 address's text, or its 16 bytes");
  return bytes.toString('hex').replace(/.{4}(?=.)/g, '$&:');
}
