SELECT * FROM values(
  'numbers Array(UInt32), texts Array(String), nested Array(Array(Int8)), optional Array(Nullable(Int64)), empty Array(UInt64)',
  ([1, 2, 3], ['a', '', 'ä'], [[1], [], [2, 3]], [1, NULL], []),
  ([], [], [], [], []),
  ([4294967295], ['b'], [[]], [NULL, NULL, -1], []),
  ([], ['c', 'd'], [[-128, 127]], [0], [])
)
