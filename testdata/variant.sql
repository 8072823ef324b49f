SELECT
  [1::UInt8::Variant(UInt8, String, Array(Int16)), 'text'::String, NULL::Variant(UInt8, String, Array(Int16)), [1, -2]::Array(Int16)][number + 1] AS v,
  [(1, 'x')::Tuple(a UInt8, b String)::Variant(Tuple(a UInt8, b String), Map(String, UInt8)), map('k', 2)::Map(String, UInt8), NULL::Variant(Tuple(a UInt8, b String), Map(String, UInt8)), map()::Map(String, UInt8)][number + 1] AS m,
  [['a'::Variant(String, UInt64), 1::UInt64, NULL], []::Array(Variant(String, UInt64)), [NULL::Variant(String, UInt64)], [2::UInt64::Variant(String, UInt64)]][number + 1] AS l,
  [('1970-01-02'::Date::Variant(Date, String), 'low'::LowCardinality(String)), ('day'::Variant(Date, String), ''), (NULL::Variant(Date, String), 'low'), ('naïve'::Variant(Date, String), 'b')][number + 1] AS t,
  [map('k', true::Variant(Bool, LowCardinality(String)), 'l', false::Variant(Bool, LowCardinality(String))), mapFilter((k, v) -> false, map('', true::Variant(Bool, LowCardinality(String)))), map('m', 'word'::LowCardinality(String)::Variant(Bool, LowCardinality(String))), map('m', 'word'::LowCardinality(String)::Variant(Bool, LowCardinality(String)), 'n', false)][number + 1]::Map(String, Variant(Bool, LowCardinality(String))) AS n
FROM numbers(4)
SETTINGS allow_suspicious_variant_types = 1, use_variant_as_common_type = 1
