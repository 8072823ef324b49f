/** JSON of one row a line. */
export const StreamableJSONFormats = [
  'JSONEachRow',
  'JSONStringsEachRow',
  'JSONCompactEachRow',
  'JSONCompactStringsEachRow',
  'JSONCompactEachRowWithNames',
  'JSONCompactEachRowWithNamesAndTypes',
  'JSONCompactStringsEachRowWithNames',
  'JSONCompactStringsEachRowWithNamesAndTypes',
  'JSONEachRowWithProgress',
] as const;

/** One object, whose members are the rows. */
export const RecordsJSONFormats = ['JSONObjectEachRow'] as const;

/** One object with the columns' types and all rows. */
export const SingleDocumentJSONFormats = [
  'JSON',
  'JSONStrings',
  'JSONCompact',
  'JSONCompactStrings',
  'JSONColumnsWithMetadata',
] as const;

export const SupportedJSONFormats = [
  ...RecordsJSONFormats,
  ...SingleDocumentJSONFormats,
  ...StreamableJSONFormats,
] as const;

/** Anything but JSON. */
export const SupportedRawFormats = [
  'CSV',
  'CSVWithNames',
  'CSVWithNamesAndTypes',
  'TabSeparated',
  'TabSeparatedRaw',
  'TabSeparatedWithNames',
  'TabSeparatedWithNamesAndTypes',
  'CustomSeparated',
  'CustomSeparatedWithNames',
  'CustomSeparatedWithNamesAndTypes',
  'Parquet',
] as const;

export const StreamableFormats = [...StreamableJSONFormats, ...SupportedRawFormats] as const;

const streamable = new Set<string>(StreamableFormats);
const rows = new Set<string>(StreamableJSONFormats);
const documents = new Set<string>([...SingleDocumentJSONFormats, ...RecordsJSONFormats]);
const raw = new Set<string>(SupportedRawFormats);

/** Whether each line is a row of JSON. */
export function isRowsOfJson(format: string): boolean {
  return rows.has(format);
}

/** Whether the whole is one value of JSON. */
export function isDocument(format: string): boolean {
  return documents.has(format);
}

export function isJson(format: string): boolean {
  return rows.has(format) || documents.has(format);
}

export function isRaw(format: string): boolean {
  return raw.has(format);
}

export function checkStreamable(format: string): void {
  if (streamable.has(format)) return;
  throw new Error(`${format} format is not streamable. Streamable formats: ${StreamableFormats.join(',')}`);
}
