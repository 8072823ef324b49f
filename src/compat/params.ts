/** Values of query parameters as `@clickhouse/client` writes them: by what they are in JavaScript, not by the declared type. */

/** A tuple, which JavaScript has not. */
export class TupleParam {
  readonly values: readonly unknown[];

  constructor(values: readonly unknown[]) {
    this.values = values;
  }
}

/** Names and texts of all parameters. */
export function parameterPairs(values: Readonly<Record<string, unknown>> | undefined): [string, string][] {
  return Object.entries(values ?? {}).map(([name, value]) => [name, parameterText(value)]);
}

const escapes: Readonly<Record<string, string>> = {
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  "'": "\\'",
  '\\': '\\\\',
};

function escaped(text: string): string {
  return text.replace(/[\t\n\r'\\]/g, (character) => escapes[character] ?? character);
}

/** The text of a value; `undefined` is NULL. */
export function parameterText(value: unknown): string {
  if (value === null || value === undefined) return '\\N';
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value === 'string') return escaped(value);
  return anyText(value);
}

/** The text of a value inside of another. */
function innerText(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (typeof value === 'string') return `'${escaped(value)}'`;
  return anyText(value);
}

function anyText(value: unknown): string {
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return `[${value.map(innerText).join(',')}]`;
  if (value instanceof Date) return instantText(value);
  if (isTuple(value)) return `(${value.values.map(innerText).join(',')})`;
  if (value instanceof Map) return mapText(value);
  if (typeof value === 'object' && value !== null) return mapText(Object.entries(value));
  throw new Error(`Unsupported value in query parameters: [${String(value)}].`);
}

/** Also of another copy of this module. */
function isTuple(value: unknown): value is TupleParam {
  if (value instanceof TupleParam) return true;
  const { name } = (value as object).constructor ?? {};
  return name === 'TupleParam' && Array.isArray((value as TupleParam).values);
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (Number.isFinite(value)) return String(value);
  return value > 0 ? '+inf' : '-inf';
}

/** Seconds since 1970, with milliseconds if there are any: the same in every time zone. */
function instantText(value: Date): string {
  const seconds = String(Math.floor(value.getTime() / 1000)).padStart(10, '0');
  const milliseconds = value.getUTCMilliseconds();
  return milliseconds === 0 ? seconds : `${seconds}.${String(milliseconds).padStart(3, '0')}`;
}

function mapText(entries: Iterable<readonly [unknown, unknown]>): string {
  return `{${Array.from(entries, ([key, value]) => `${innerText(key)}:${innerText(value)}`).join(',')}}`;
}
