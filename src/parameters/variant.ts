/**
 * Values of Variant, Geometry and Dynamic. The server finds the type of each in its text, so that a text which another type
 * would take as well is refused: it would arrive as something else.
 */
import type { ClickHouseType } from '../../index.js';
import { TypedValue } from '../columns/typed-value.ts';
import { candidates } from '../columns/variant.ts';
import { describe, shortName, ValueError } from '../columns/value-error.ts';
import { declaredType } from './declared-type.ts';
import type { Inside } from './format.ts';
import { inferredType } from './inferred.ts';
import { Refusal } from './refusal.ts';

/** A value and the type that it is written as. */
interface Member {
  readonly value: unknown;
  readonly type: ClickHouseType;
}

const TEXT = /^(?:String|FixedString|Enum\d+)$/;
const NUMBER = /^(?:U?Int\d+|B?Float\d+|Decimal|Interval)$/;
const DATE = /^(?:Date|Date32|DateTime|DateTime64|Time|Time64)$/;

/** What a whole parameter may begin with that is more than a text to other types. */
const RISKY = /^(?:[\s\d+\-.[({'"\\]|(?:nan|inf|null|true|false|[tfyn]$|yes|no|on|off|enable|disable))/i;
/** What servers take for types of their own inside of a Dynamic. */
const KNOWN = /^(?:Array|Nullable|Map|Bool|U?Int64|Float64|String|Nothing|[(), ])+$/;
const QUOTED = /'(?:[^'\\]|\\.)*'/gs;

/** What a value of a type of many types is written as; nothing for other types. */
export function memberOf(value: unknown, type: ClickHouseType, inside: Inside, isWhole: boolean): Member | undefined {
  if (type.kind === 'Dynamic') return dynamicMember(value, type, inside, isWhole);
  if (type.kind !== 'Variant' && type.kind !== 'Geometry') return undefined;
  const isTyped = value instanceof TypedValue;
  const plain = isTyped ? value.value : value;
  const takers = candidates(type.args, plain).filter((member) => takes(plain, member, inside));
  const member = isTyped ? takers.find(({ name }) => name === value.type) : takers[0];
  if (member === undefined) throw new Refusal(`${describe(plain)} fits none of ${shortName(type)}`);
  const others = type.args.filter((other) => other !== member);
  const shared = type.kind === 'Variant' && others.some((other) => isRival(plain, member, other, inside, isWhole));
  if (shared || (isTyped && takers.length > 1)) throw misread(plain, member, type);
  return { value: plain, type: member };
}

/** Whether the server might take the text of a value for one of another type. */
function isRival(
  value: unknown,
  own: ClickHouseType,
  other: ClickHouseType,
  inside: Inside,
  isWhole: boolean,
): boolean {
  const [kind, rival] = [own.kind, other.kind];
  if (kind === 'JSON') return TEXT.test(rival) || rival === 'Map';
  if (NUMBER.test(kind)) return rival === 'Decimal' && !Number.isInteger(Number(value));
  if (TEXT.test(rival)) return false;
  if (TEXT.test(kind) && DATE.test(rival)) return /\d/.test(String(value));
  if (NUMBER.test(rival) && !isWhole) return false;
  if (TEXT.test(kind)) return (isWhole && RISKY.test(String(value))) || takes(value, other, inside);
  if (DATE.test(kind)) return NUMBER.test(rival) || DATE.test(rival);
  return kind === rival && takes(value, other, inside);
}

function misread(value: unknown, { name }: { readonly name: string }, type: ClickHouseType): Refusal {
  // Without the setting, servers read a String that is cast as they read the text of a parameter.
  const setting = type.kind === 'Variant' && TEXT.test(name) ? ', with cast_string_to_variant_use_inference = 0' : '';
  return new Refusal(
    `servers may take ${describe(value)} for something else than ${name} in ${shortName(type)}: declare the parameter as ${name} and cast it${setting}; in sql\`\`, choose the type of the whole value: sql.param(value, type)`,
  );
}

/** Alone, the server makes a String of it, whatever it is; inside of others it finds out the type. */
function dynamicMember(value: unknown, type: ClickHouseType, inside: Inside, isWhole: boolean): Member {
  const isTyped = value instanceof TypedValue;
  const plain = isTyped ? value.value : value;
  const name = inferredType(plain);
  const member = { value: plain, type: declaredType(name) };
  const known = KNOWN.test(name) && !holdsDate(inside.literal(plain, member.type));
  if (isWhole || !known || (isTyped && value.type !== name))
    throw misread(plain, { name: isTyped ? value.type : name }, type);
  return member;
}

function takes(value: unknown, type: ClickHouseType, { literal }: Inside): boolean {
  try {
    literal(value, type);
    return true;
  } catch (error) {
    if (error instanceof Refusal || error instanceof ValueError) return false;
    throw error;
  }
}

/** Whether a server might find a date in a text among literals: in one of five digits or more that is no short number. */
function holdsDate(literal: string): boolean {
  const texts = literal.match(QUOTED) ?? [];
  return texts.some((text) => text.replace(/\D/g, '').length >= 5 && !/^'\d{1,7}'$/.test(text));
}
