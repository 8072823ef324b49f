SELECT NULL AS none, [] AS empty, [NULL, NULL] AS nulls, (NULL, 1, [[]])::Tuple(a Nullable(Nothing), b UInt8, c Array(Array(Nothing))) AS mixed, map() AS pairs FROM numbers(2)
