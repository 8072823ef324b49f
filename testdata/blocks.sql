SELECT number AS n, 'value ' || n::String AS text, toLowCardinality(['x', 'y', NULL][n % 3 + 1]) AS tag, range(n % 3) AS list
FROM numbers(11)
SETTINGS max_block_size = 4
