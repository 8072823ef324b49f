/** A setting that is a map. */
export class SettingsMap {
  readonly #record: Readonly<Record<string, string>>;

  constructor(record: Readonly<Record<string, string>>) {
    this.#record = record;
  }

  static from(record: Readonly<Record<string, string>>): SettingsMap {
    return new this(record);
  }

  /** As servers read it, with single quotes. */
  toString(): string {
    const entries = Object.entries(this.#record).map(([name, value]) => `'${name}':'${value}'`);
    return `{${entries.join(',')}}`;
  }
}

export type Settings = Readonly<Record<string, unknown>>;

/** The settings of a client under those of a call, as texts; `undefined` takes one away. */
export function settingTexts(client: Settings | undefined, call: Settings | undefined): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries({ ...client, ...call })) {
    if (value !== undefined) texts[name] = settingText(value);
  }
  return texts;
}

function settingText(value: unknown): string {
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value === 'number' || typeof value === 'string') return String(value);
  // Also of another copy of this module.
  const isMap = value instanceof SettingsMap || (value as object | null)?.constructor?.name === 'SettingsMap';
  if (isMap) return String(value);
  throw new Error(`Unsupported value in query settings: [${String(value)}].`);
}
