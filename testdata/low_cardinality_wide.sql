SELECT toLowCardinality(toString(number * 7 % 300)) AS value FROM numbers(310)
