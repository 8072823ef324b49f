SELECT
  arrayJoin(['abcd', 'ab', '', unhex('00620000'), unhex('ff00fe01'), 'ä'])::FixedString(4) AS padded,
  'x'::FixedString(1) AS one,
  unhex('00112233445566778899aabbccddeeff')::FixedString(16) AS sixteen
