SELECT arrayJoin([
  '00000000-0000-0000-0000-000000000000',
  '00112233-4455-6677-8899-aabbccddeeff',
  'fedcba98-7654-3210-0123-456789abcdef',
  'ffffffff-ffff-ffff-ffff-ffffffffffff'
])::UUID AS value
