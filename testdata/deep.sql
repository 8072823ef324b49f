SELECT
  number AS id,
  [[[number]], []]::Array(Array(Array(UInt8))) AS cube,
  arrayMap(i -> (i, map('k' || i::String, (i, if(i % 2 = 0, NULL, 'v' || i::String)))), range(number))
    ::Array(Tuple(id UInt32, attributes Map(LowCardinality(String), Tuple(rank Int16, note Nullable(String))))) AS items,
  (number, ([toIPv4(number)], toUUID('00112233-4455-6677-8899-aabbccddeeff')))
    ::Tuple(n Decimal(38, 4), rest Tuple(ips Array(IPv4), id UUID)) AS record,
  if(number = 1, NULL, (number, 'x'))::Nullable(Tuple(UInt8, String)) AS maybe
FROM numbers(4)
SETTINGS allow_experimental_nullable_tuple_type = 1
