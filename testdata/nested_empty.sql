SELECT
  []::Array(LowCardinality(Nullable(String))) AS tags,
  []::Array(Array(Tuple(String, Nullable(UInt8)))) AS deep,
  map()::Map(String, Array(LowCardinality(String))) AS lists,
  []::Array(Tuple()) AS units,
  []::Array(Map(UInt8, Decimal(76, 2))) AS maps
FROM numbers(2)
