/** Values as JSON text: integers of any size in digits, dates in ISO 8601, bytes as text. */
export function jsonText(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  switch (typeof value) {
    case 'bigint':
      return String(value);
    case 'number':
      // JSON has no NaN and no infinities.
      return Number.isFinite(value) ? String(value) : 'null';
    case 'object':
      return objectText(value);
    default:
      return JSON.stringify(value);
  }
}

function objectText(value: object): string {
  if (value instanceof Date) return JSON.stringify(value.toISOString());
  if (value instanceof Uint8Array) return JSON.stringify(Buffer.from(value).toString('utf8'));
  if (Array.isArray(value)) return `[${Array.from(value, jsonText).join(',')}]`;
  if (value instanceof Map) return membersText([...value].map(([key, member]) => [keyText(key), member]));
  // Temporal's values print themselves.
  if ('toJSON' in value && typeof value.toJSON === 'function') return JSON.stringify(value);
  return membersText(Object.entries(value));
}

function membersText(members: readonly (readonly [string, unknown])[]): string {
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${jsonText(member)}`).join(',')}}`;
}

function keyText(key: unknown): string {
  return typeof key === 'string' ? key : jsonText(key);
}
