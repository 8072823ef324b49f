SELECT * FROM values(
  'number Nullable(Int32), text Nullable(String), full Nullable(UInt8), void Nullable(Float64), moment Nullable(DateTime64(3, \'UTC\')), letters Nullable(FixedString(2)), price Nullable(Decimal(18, 2))',
  (1, 'a', 1, NULL, '1970-01-01 00:00:00.001', 'ab', '1.25'),
  (NULL, NULL, 2, NULL, NULL, NULL, NULL),
  (0, '', 3, NULL, '2000-01-01 00:00:00', '', '0'),
  (-1, 'naïve', 4, NULL, NULL, 'c', '-0.01')
)
