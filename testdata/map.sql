SELECT * FROM values(
  'counts Map(String, UInt64), names Map(UInt8, String), lists Map(String, Array(Tuple(a Int32, b String))), maps Map(LowCardinality(String), Map(UUID, Nullable(Float64)))',
  (map('a', 1, 'b', 2), map(1, 'one'), map('k', [(1, 'x'), (2, 'y')], 'l', []),
    map('m', map('00112233-4455-6677-8899-aabbccddeeff', 1.5, '00000000-0000-0000-0000-000000000000', NULL))),
  (map(), map(), map(), map()),
  (map('ä', 18446744073709551615), map(0, '', 255, 'last'), map('', [(-1, '')]), map('m', map(), 'n', map()))
)
