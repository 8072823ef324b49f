export const StreamableJSONFormats: readonly [
  'JSONEachRow',
  'JSONStringsEachRow',
  'JSONCompactEachRow',
  'JSONCompactStringsEachRow',
  'JSONCompactEachRowWithNames',
  'JSONCompactEachRowWithNamesAndTypes',
  'JSONCompactStringsEachRowWithNames',
  'JSONCompactStringsEachRowWithNamesAndTypes',
  'JSONEachRowWithProgress',
];
export const RecordsJSONFormats: readonly ['JSONObjectEachRow'];
export const SingleDocumentJSONFormats: readonly [
  'JSON',
  'JSONStrings',
  'JSONCompact',
  'JSONCompactStrings',
  'JSONColumnsWithMetadata',
];
export const SupportedJSONFormats: readonly [
  ...typeof RecordsJSONFormats,
  ...typeof SingleDocumentJSONFormats,
  ...typeof StreamableJSONFormats,
];
export const SupportedRawFormats: readonly [
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
];
export const StreamableFormats: readonly [...typeof StreamableJSONFormats, ...typeof SupportedRawFormats];

export type StreamableJSONDataFormat = (typeof StreamableJSONFormats)[number];
export type RecordsJSONFormat = (typeof RecordsJSONFormats)[number];
export type SingleDocumentJSONFormat = (typeof SingleDocumentJSONFormats)[number];
export type RawDataFormat = (typeof SupportedRawFormats)[number];
export type StreamableDataFormat = (typeof StreamableFormats)[number];
export type JSONDataFormat = StreamableJSONDataFormat | SingleDocumentJSONFormat | RecordsJSONFormat;
export type DataFormat = JSONDataFormat | RawDataFormat;
