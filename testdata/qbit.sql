SELECT
  arrayJoin([0, 1, 2]) AS n,
  CAST([1, -2] AS QBit(BFloat16, 2)) AS pair,
  CAST(arrayMap(i -> i - 3 + n, range(1)) AS QBit(Float32, 1)) AS one,
  CAST(arrayMap(i -> (i - 3) / (n + 1), range(7)) AS QBit(Float32, 7)) AS seven,
  CAST(arrayMap(i -> (i - 3) / (n + 1), range(8)) AS QBit(Float64, 8)) AS eight,
  CAST(arrayMap(i -> (i - 3) / (n + 1), range(9)) AS QBit(Float64, 9)) AS nine,
  CAST(arrayMap(i -> sqrt(i + n), range(67)) AS QBit(Float32, 67)) AS wide,
  CAST(arrayMap(i -> i * 9 - 100 - n, range(20)) AS QBit(Int8, 20)) AS bytes,
  CAST(arrayMap(i -> (i - 30) / (n + 1), range(48)) AS QBit(Float32, 48, 16)) AS strided,
  CAST(arrayMap(i -> i - 8 + n, range(24)) AS QBit(Float64, 24, 8)) AS three,
  [seven, seven] AS list,
  if(n = 1, seven, NULL) AS some
