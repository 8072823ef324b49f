SELECT
  arrayJoin([0, 1, -1, 59, 3600, -86399, 86400, 360000, 3599999, -3599999]) AS seconds,
  CAST(seconds AS Time) AS t,
  CAST(seconds AS Time64(0)) AS t0,
  CAST(CAST(seconds AS Decimal(18, 1)) - 0.1 AS Time64(1)) AS t1,
  CAST(CAST(seconds AS Decimal(18, 3)) + 0.007 AS Time64(3)) AS t3,
  CAST(CAST(seconds AS Decimal(18, 6)) - 0.000001 AS Time64(6)) AS t6,
  CAST(CAST(seconds AS Decimal(18, 9)) + 0.123456789 AS Time64(9)) AS t9,
  [t3, t3] AS list,
  if(seconds > 0, t, NULL) AS some
