/** Other names of types (`system.data_type_families`), which the server knows in any case of letters. */
const names: Readonly<Record<string, string>> = {
  Bool: 'BOOL, BOOLEAN',
  DateTime: 'TIMESTAMP, DATETIME32',
  Decimal: 'DEC, FIXED, NUMERIC',
  FixedString: 'BINARY',
  Float32: 'FLOAT, REAL, SINGLE',
  Float64: 'DOUBLE, DOUBLE PRECISION',
  Geometry: 'GEOMETRY',
  IPv4: 'INET4',
  IPv6: 'INET6',
  Int8: 'BYTE, INT1, INT1 SIGNED, TINYINT, TINYINT SIGNED',
  Int16: 'SMALLINT, SMALLINT SIGNED',
  Int32: 'INT, INT SIGNED, INTEGER, INTEGER SIGNED, MEDIUMINT, MEDIUMINT SIGNED',
  Int64: 'BIGINT, BIGINT SIGNED, SIGNED',
  UInt8: 'INT1 UNSIGNED, TINYINT UNSIGNED',
  UInt16: 'SMALLINT UNSIGNED, YEAR',
  UInt32: 'INT UNSIGNED, INTEGER UNSIGNED, MEDIUMINT UNSIGNED',
  UInt64: 'BIGINT UNSIGNED, BIT, SET, UNSIGNED',
  String: [
    'BLOB, TINYBLOB, MEDIUMBLOB, LONGBLOB, BYTEA, VARBINARY, BINARY VARYING, BINARY LARGE OBJECT',
    'TEXT, TINYTEXT, MEDIUMTEXT, LONGTEXT, CLOB, VARCHAR, VARCHAR2, NVARCHAR',
    'CHAR, CHAR VARYING, CHAR LARGE OBJECT, CHARACTER, CHARACTER VARYING, CHARACTER LARGE OBJECT',
    'NCHAR, NCHAR VARYING, NCHAR LARGE OBJECT, NATIONAL CHAR, NATIONAL CHAR VARYING',
    'NATIONAL CHARACTER, NATIONAL CHARACTER VARYING, NATIONAL CHARACTER LARGE OBJECT',
  ].join(', '),
};

/** Types whose own names have no case either. */
const caseless =
  'Bool Date Date32 DateTime DateTime64 Decimal Decimal32 Decimal64 Decimal128 Decimal256 Enum JSON Time Time64';

const meanings = new Map([
  ...caseless.split(' ').map((name) => [name.toUpperCase(), name] as const),
  ...Object.entries(names).flatMap(([name, aliases]) => aliases.split(', ').map((alias) => [alias, name] as const)),
]);

/** Aliases that may have a length, which means nothing. */
const lengthless = /^(?:String|Float|U?Int)/;

/** A string or quoted name; or words in a row, with a length behind them, where a type ends or has its arguments. */
const PIECE =
  /'(?:[^'\\]|\\[\s\S]|'')*'|`(?:[^`\\]|\\[\s\S]|``)*`|"(?:[^"\\]|\\[\s\S]|"")*"|([A-Za-z_]\w*(?:\s+[A-Za-z_]\w*)*)(\s*\(\s*\d+\s*\))?(?=\s*(?:[(),]|$))/g;

/** The text of a type without aliases; a word in front of a type, as in a Tuple, is the name of an element. */
export function withoutAliases(type: string): string {
  return type.replace(PIECE, (piece: string, words: string | undefined, length = '') => {
    if (words === undefined) return piece;
    const [, element = '', rest = ''] = /^(\w+\s+)([\s\S]*)$/.exec(words) ?? [];
    const whole = meaningOf(words);
    const meaning = whole ?? meaningOf(rest);
    if (meaning === undefined) return piece;
    return `${whole === undefined ? element : ''}${meaning}${lengthless.test(meaning) ? '' : length}`;
  });
}

function meaningOf(words: string): string | undefined {
  return meanings.get(words.toUpperCase().replace(/\s+/g, ' '));
}
