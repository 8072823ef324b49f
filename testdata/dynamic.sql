SELECT
  [1::Int64::Dynamic, 'text'::Dynamic, NULL::Dynamic, (1, 'b')::Tuple(UInt8, String)::Dynamic, 18446744073709551615::UInt64::Dynamic, '00112233-4455-6677-8899-aabbccddeeff'::UUID::Dynamic][number + 1] AS d,
  [[1::Int64::Dynamic, 'x'::Dynamic, NULL::Dynamic], []::Array(Dynamic), [[1, 2]::Array(Int64)::Dynamic], [[]::Array(Float32)::Dynamic], []::Array(Dynamic), [[NULL, 'z']::Array(Nullable(String))::Dynamic]][number + 1] AS a,
  (['u'::Dynamic, NULL::Dynamic, '1970-01-02'::Date::Dynamic, map('k', 1)::Map(String, UInt8)::Dynamic, [NULL, 'z']::Array(Nullable(String))::Dynamic, 'b'::Enum8('a' = 1, 'b' = 2)::Dynamic][number + 1], number::UInt8)::Tuple(x Dynamic, y UInt8) AS t,
  [map('k', 1.5::Float64::Dynamic), mapFilter((k, v) -> false, map('', 1::UInt8::Dynamic)), map('k', NULL::Dynamic, 'l', 'ä'::Dynamic), mapFilter((k, v) -> false, map('', 1::UInt8::Dynamic)), mapFilter((k, v) -> false, map('', 1::UInt8::Dynamic)), map('k', [1.5::Dynamic, 'in'::Dynamic, NULL::Dynamic]::Dynamic)][number + 1] AS m,
  [true::Dynamic, NULL::Dynamic, false::Dynamic, 'low'::LowCardinality(String)::Dynamic, '1.50'::Decimal(9, 2)::Dynamic, '1970-01-01 00:00:01.5'::DateTime64(3, 'UTC')::Dynamic][number + 1] AS s,
  ['low'::LowCardinality(Nullable(String))::Dynamic, 'a\0b'::FixedString(4)::Dynamic, (toIPv4('1.2.3.4'), toIPv6('::1'))::Dynamic, [1::UInt8::Variant(UInt8, String), 'v'::Variant(UInt8, String), NULL::Variant(UInt8, String)]::Dynamic, [(NULL, 1), (2, 2)]::Array(Tuple(a Nullable(Int64), b UInt8))::Dynamic, map('k', [toLowCardinality('x')])::Dynamic][number + 1] AS o
FROM numbers(6)
SETTINGS allow_suspicious_variant_types = 1
