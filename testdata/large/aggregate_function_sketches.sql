SELECT number % 2 AS k, uniqState(number) AS uniq, uniqHLL12State(number) AS hll, uniqCombinedState(12)(number) AS c12,
  uniqCombinedState(12)(toString(number % 30)) AS c30, uniqCombined64State(12)(toString(number)) AS c64,
  quantileState(number) AS quantile, quantileTDigestState(number) AS digest, [sumState(number)] AS nested,
  (countState(), map('k', anyState(number))) AS more, 'behind' AS behind
FROM numbers(1000) GROUP BY k ORDER BY k
