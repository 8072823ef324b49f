SELECT * FROM values(
  'e8 Enum8(\'low\' = -128, \'zero\' = 0, \'it\\\'s\' = 1, \'high\' = 127), e16 Enum16(\'low\' = -32768, \'x = 1, y\' = 2, \'ä\' = 300, \'high\' = 32767)',
  ('low', 'low'),
  ('zero', 'x = 1, y'),
  ('it\'s', 'ä'),
  ('high', 'high')
)
