SELECT
  arrayJoin([0, 1, 1111111111, 1700000000, 2147483648, 4294967295]) AS seconds,
  toDateTime(seconds) AS bare,
  toDateTime(seconds, 'Asia/Kathmandu') AS zoned,
  toDateTime(seconds, 'Fixed/UTC+05:30:00') AS fixed,
  toDateTime64(seconds, 0, 'UTC') AS t0,
  fromUnixTimestamp64Milli(seconds * 1000 + 7, 'America/New_York') AS t3,
  fromUnixTimestamp64Micro(-toInt64(seconds) * 500000 - 1, 'UTC') AS t6,
  fromUnixTimestamp64Nano(toInt64(seconds) * 1000000000 + 123456789, 'UTC') AS t9
