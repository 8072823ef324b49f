SELECT 1 AS `a b`, 2 AS `ä"\``, 3 AS `the same`, 'x' AS `1`, [1] AS `a.b`, 4 AS `line
two`
