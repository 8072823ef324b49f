/** `Date`, `Date32`: days since 1970-01-01. */
import type { Codec } from './codec.ts';
import { direct, ElementVector } from './element.ts';
import { MadeVector } from './made.ts';
import { fromTemporal, requireTemporal } from './temporal.ts';
import { TextVector } from './text-vector.ts';
import { outOfRange, wrongType } from './value-error.ts';
import type { ArrayType } from './vector.ts';

const DAY = 86_400_000;

function days<A extends Uint16Array | Int32Array>(array: ArrayType<A>, lowest: number, highest: number): Codec {
  return {
    form: 'date',
    formats: ['int', 'string', 'temporal'],
    read(type, rows, reading) {
      const days = reading.arena.view(array, reading.arena.next(), rows);
      switch (reading.format(type)) {
        case 'int':
          return direct<number>(days);
        case 'string':
          return new TextVector(days, type.name, reading.arena.texts);
        case 'temporal':
          return new MadeVector(rows, plainDates(days), days);
        default:
          return new ElementVector<Date>(
            days,
            (day: number) => new Date(day * DAY),
            (day) => `new Date(${day} * ${DAY})`,
          );
      }
    },
    zero: () => 0,
    write(type, values, { sections }) {
      if (values instanceof array) {
        // Every Uint16 is a day of Date, but not every Int32 one of Date32.
        const outside = values instanceof Int32Array ? values.findIndex((day) => day < lowest || day > highest) : -1;
        if (outside >= 0) throw outOfRange(outside, values[outside], type.name);
        return void sections.push(values);
      }
      const out = new array(values.length);
      for (let i = 0; i < values.length; i++) {
        const day = toDay(values[i]);
        if (day === undefined) throw wrongType(i, values[i], type.name, "a Date, days since 1970 or 'YYYY-MM-DD'");
        if (day < lowest || day > highest) throw outOfRange(i, values[i], type.name);
        out[i] = day;
      }
      sections.push(out);
    },
  };
}

const TEXT = /^\d{4}-\d\d-\d\d$/;

/** The `Temporal.PlainDate` of a day. */
function plainDates(days: Uint16Array | Int32Array): (index: number) => unknown {
  const { PlainDate } = requireTemporal('read');
  return (index) => {
    const day = new Date((days[index] as number) * DAY);
    return new PlainDate(day.getUTCFullYear(), day.getUTCMonth() + 1, day.getUTCDate());
  };
}

/** The day of a value; a Date's is its day in UTC. */
export function toDay(value: unknown): number | undefined {
  if (value instanceof Date) {
    const day = Math.floor(value.getTime() / DAY);
    return Number.isNaN(day) ? undefined : day;
  }
  if (typeof value === 'number') return Number.isInteger(value) ? value : undefined;
  if (typeof value === 'bigint') return Number(value);
  const text = fromTemporal(value) ?? value;
  if (typeof text !== 'string' || !TEXT.test(text)) return undefined;
  const epoch = Date.parse(`${text}T00:00:00Z`);
  if (Number.isNaN(epoch) || new Date(epoch).toISOString().slice(0, 10) !== text) return undefined;
  return epoch / DAY;
}

export const date = days(Uint16Array, 0, 0xffff);
/** From 1900-01-01 to 2299-12-31. */
export const date32 = days(Int32Array, -25_567, 120_529);
