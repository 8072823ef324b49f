/** The values of a `Dynamic` or `Variant` as texts: strings as they are, all others as JSON has them. */
import type { Reading } from './codec.ts';
import { readDynamic } from './dynamic.ts';
import { printed } from './json.ts';
import { printJson } from './json-print.ts';
import { MadeVector } from './made.ts';
import { codecOf } from './registry.ts';
import type { ClickHouseType } from '../../index.js';
import { TypedValue } from './typed-value.ts';
import type { Vector } from './vector.ts';

export function readDynamicTexts(rows: number, reading: Reading): Vector<string | null> {
  return textsOf(readDynamic(rows, printed(reading), true), reading);
}

/** The same of a `Variant`. */
export function readVariantTexts(type: ClickHouseType, rows: number, reading: Reading): Vector<string | null> {
  return textsOf(codecOf(type).read(type, rows, printed(reading)), reading);
}

function textsOf(values: Vector, reading: Reading): Vector<string | null> {
  const { parse } = reading.arena;
  const text = (value: unknown): string | null => {
    if (!(value instanceof TypedValue)) return null;
    return typeof value.value === 'string' ? value.value : printJson(parse(value.type), value.value, parse);
  };
  return new DynamicTexts(values.length, (index) => text(values.get(index)), values.nulls);
}

class DynamicTexts extends MadeVector<string | null> {
  readonly nulls: Uint8Array | undefined;

  constructor(rows: number, make: (index: number) => string | null, nulls: Uint8Array | undefined) {
    super(rows, make);
    this.nulls = nulls;
  }
}
