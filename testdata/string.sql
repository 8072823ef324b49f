SELECT
  arrayJoin([
    ('', '', ''),
    ('a', 'ä', unhex('ff')),
    ('plain text', 'naïve', 'fine'),
    ('quote " slash / backslash \\', '漢字かな交じり文', unhex('c3')),
    ('tab \t line \n return \r', '🦀 and 𝄞', unhex('a9')),
    ('nul \0 delete \x7f bell \x07', 'café   ﻿', unhex('f09fa6')),
    ('longer than sixteen bytes', 'ascii', unhex('eda080'))
  ]) AS row,
  row.1 AS ascii,
  row.2 AS utf8,
  row.3 AS bytes,
  repeat('x', length(ascii) * 10) AS long,
  '' AS empty
