SELECT * FROM values(
  'tags Array(LowCardinality(Nullable(String))), empty Array(LowCardinality(String)), pair Tuple(LowCardinality(String), Array(Array(LowCardinality(String)))), keyed Map(LowCardinality(String), LowCardinality(Nullable(String)))',
  (['a', NULL, 'b'], [], ('x', [['y', 'x'], []]), map('k', NULL, 'l', 'v')),
  ([], [], ('', []), map()),
  ([NULL], [], ('x', [[], ['ä']]), map('k', 'v'))
)
