WITH toNullable(number) AS n, toString(number) AS s, if(number = 0, NULL, s) AS ns, toDecimal32(number, 2) AS d
SELECT countState() AS c, sumState(n) AS sum, avgState(d) AS avg, maxState(s) AS max, argMaxState(ns, n) AS arg_max,
  uniqState(s) AS uniq, uniqCombinedState(s) AS sketch, groupArrayState(ns) AS list, [quantileState(n)] AS quantile,
  sumMapState(map(s, n)) AS map, sumOrNullState(number) AS or_null, sumForEachState([n, NULL]) AS each, 'x' AS behind
FROM numbers(6) GROUP BY number % 2 ORDER BY number % 2
