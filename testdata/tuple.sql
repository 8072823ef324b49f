SELECT
  arrayJoin([(1, 'one'), (2, 'zwölf'), (3, '')])::Tuple(UInt8, String) AS pair,
  (pair.1, pair.2, [pair.1])::Tuple(number UInt16, `a text` String, list Array(UInt8)) AS named,
  tuple() AS unit,
  (tuple(), (pair.1, NULL))::Tuple(Tuple(), Tuple(x UInt8, y Nullable(String))) AS nested,
  tuple(pair.1)::Tuple(Decimal(9, 1)) AS single
