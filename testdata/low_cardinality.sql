SELECT
  number,
  toLowCardinality(['red', 'green', 'blue'][number % 3 + 1]) AS color,
  if(number % 4 = 0, NULL, ['a', '', 'ä'][number % 3 + 1])::LowCardinality(Nullable(String)) AS optional,
  NULL::LowCardinality(Nullable(String)) AS void,
  ('k' || (number % 2)::String)::LowCardinality(FixedString(2)) AS letters,
  (number * 1000)::LowCardinality(UInt32) AS code,
  if(number = 3, NULL, number % 2)::LowCardinality(Nullable(UInt8)) AS bit,
  toLowCardinality(toDate(number % 2)) AS day
FROM numbers(8)
SETTINGS allow_suspicious_low_cardinality_types = 1
