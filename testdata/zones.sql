WITH
  [
    -62167219200, -62135596800, -2208988800, -1, 0, 4294967295, 253402300799,
    toUnixTimestamp('2024-03-10 06:59:59', 'UTC'), toUnixTimestamp('2024-03-10 07:00:00', 'UTC'),
    toUnixTimestamp('2024-11-03 05:59:59', 'UTC'), toUnixTimestamp('2024-11-03 06:00:00', 'UTC')
  ] AS edges,
  multiIf(
    number <= length(edges), edges[number],
    number % 2 = 0, toInt64(cityHash64(number) % 4294967296),
    toInt64(cityHash64(number) % 315569520000) - 62167219200
  ) AS second,
  fromUnixTimestamp64Milli(second * 1000 + number, 'UTC') AS instant
SELECT
  instant, toString(instant) AS instant_text,
  toTimeZone(instant, 'America/New_York') AS new_york, toString(new_york) AS new_york_text,
  toTimeZone(instant, 'Europe/London') AS london, toString(london) AS london_text,
  toTimeZone(instant, 'Asia/Kolkata') AS kolkata, toString(kolkata) AS kolkata_text,
  toTimeZone(instant, 'Australia/Lord_Howe') AS lord_howe, toString(lord_howe) AS lord_howe_text,
  toTimeZone(instant, 'America/St_Johns') AS st_johns, toString(st_johns) AS st_johns_text,
  toTimeZone(instant, 'Pacific/Apia') AS apia, toString(apia) AS apia_text,
  toTimeZone(instant, 'Fixed/UTC+05:30:00') AS ahead, toString(ahead) AS ahead_text,
  toTimeZone(instant, 'Fixed/UTC-11:59:59') AS behind, toString(behind) AS behind_text,
  fromUnixTimestamp64Nano(toInt64(cityHash64(second)), 'Europe/Berlin') AS berlin, toString(berlin) AS berlin_text,
  fromUnixTimestamp64Micro(second * 1000000 + 999999, 'America/Sao_Paulo') AS sao_paulo,
  toString(sao_paulo) AS sao_paulo_text,
  toDateTime(cityHash64(second) % 4294967296, 'Asia/Tehran') AS tehran, toString(tehran) AS tehran_text,
  toDateTime(cityHash64(second) % 4294967296, 'UTC') AS seconds, toString(seconds) AS seconds_text,
  toDate(number * 1800) AS day, toString(day) AS day_text,
  toDate32(toDate32('1900-01-01') + number * 4100) AS day32, toString(day32) AS day32_text,
  CAST(toInt32(cityHash64(number) % 7199999) - 3599999 AS Time) AS time, toString(time) AS time_text,
  CAST((toInt64(cityHash64(number) % 7199998000000) - 3599999000000) / 1000000 AS Time64(6)) AS time64,
  toString(time64) AS time64_text
FROM numbers(1, 22)
