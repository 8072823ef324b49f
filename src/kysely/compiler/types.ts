/** Names of types that Kysely knows and ClickHouse does not, or knows as something else. */
const names: Readonly<Record<string, string>> = {
  bytea: 'String',
  blob: 'String',
  float4: 'Float32',
  float8: 'Float64',
  int2: 'Int16',
  int4: 'Int32',
  int8: 'Int64',
  json: 'JSON',
  jsonb: 'JSON',
  uuid: 'UUID',
  timestamptz: "DateTime('UTC')",
};

/** Those that mean something that ClickHouse has not. */
const missing = /^(?:serial|bigserial|timetz|\w+(?:range|multirange))\b/;

/** What stands in SQL for a type of Kysely; `undefined` for those that ClickHouse has not. */
export function typeName(type: string): string | undefined {
  if (missing.test(type)) return undefined;
  const instant = /^(datetime|timestamp|timestamptz)\((\d)\)$/.exec(type);
  if (instant !== null) {
    const [, name, digits] = instant;
    return name === 'timestamptz' ? `DateTime64(${digits}, 'UTC')` : `DateTime64(${digits})`;
  }
  return names[type] ?? type;
}
