//! Texts that are not types, and types beyond the limits.

use native::DataType;
use native::datatype::{MAX_DEPTH, MAX_LENGTH};

/// What is not a type, and what is said about it before the type is quoted.
const MISTAKES: &[(&str, &str)] = &[
    ("", "expected a type, found the end at byte 0"),
    ("  ", "expected a type, found the end at byte 2"),
    ("Foo", r#"expected a type, found "Foo" at byte 0"#),
    ("uint8", r#"expected a type, found "uint8" at byte 0"#),
    ("Interval", r#"expected a type, found "Interval" at byte 0"#),
    ("IntervalFortnight", r#"expected a type, found "IntervalFortnight" at byte 0"#),
    ("日本", r#"expected a type, found "日本" at byte 0"#),
    ("UInt8 UInt8", r#"expected the end, found "UInt8" at byte 6"#),
    ("UInt8)", r#"expected the end, found ")" at byte 5"#),
    ("UInt8(3)", r#"expected the end, found "(" at byte 5"#),
    ("Array", r#"expected "(", found the end at byte 5"#),
    ("Array()", r#"expected a type, found ")" at byte 6"#),
    ("Array(UInt8", r#"expected ")", found the end at byte 11"#),
    ("Array(UInt8, UInt8)", r#"expected ")", found "," at byte 11"#),
    ("Map(String)", r#"expected ",", found ")" at byte 10"#),
    ("FixedString(0)", r#"expected a length from 1 to 16777215, found "0" at byte 12"#),
    (
        "FixedString(99999999999999999999)",
        r#"expected a length from 1 to 16777215, found "99999999999999999999" at byte 12"#,
    ),
    ("FixedString(-1)", r#"expected a length from 1 to 16777215, found "-1" at byte 12"#),
    ("Decimal(77, 1)", r#"expected a precision from 1 to 76, found "77" at byte 8"#),
    ("Decimal(0)", r#"expected a precision from 1 to 76, found "0" at byte 8"#),
    ("Decimal(5, 6)", r#"expected a scale from 0 to 5, found "6" at byte 11"#),
    ("Decimal(5 6)", r#"expected "," or ")", found "6" at byte 10"#),
    ("Decimal32(10)", r#"expected a scale from 0 to 9, found "10" at byte 10"#),
    ("Decimal(5.5)", r#"expected "," or ")", found "." at byte 9"#),
    (
        "DateTime(UTC)",
        r#"expected a time zone in quotes or a precision from 0 to 9, found "UTC" at byte 9"#,
    ),
    ("DateTime64(10)", r#"expected a precision from 0 to 9, found "10" at byte 11"#),
    ("DateTime64(3, UTC)", r#"expected a time zone in quotes, found "UTC" at byte 14"#),
    ("Time64(10)", r#"expected a precision from 0 to 9, found "10" at byte 7"#),
    ("Enum8()", r#"expected at least one name, found "(" at byte 5"#),
    ("Enum8(a = 1)", r#"expected a name in quotes, found "a" at byte 6"#),
    ("Enum8('a = 1)", "expected a closed quotation of UTF-8 text, found 'a = 1) at byte 6"),
    (r"Enum8('\xFF' = 1)", r"expected a closed quotation of UTF-8 text, found '\xFF' at byte 6"),
    ("Enum8('a' = x)", r#"expected a code from 0 to 32768, found "x" at byte 12"#),
    (
        "Enum8('a' = 1, 'b' = 128)",
        "expected a name with a code from -128 to 127, found 'b' at byte 15",
    ),
    (
        "Enum16('a' = 32767, 'b')",
        "expected a name with a code from -32768 to 32767, found 'b' at byte 20",
    ),
    ("Enum8('a' = 1, 'a' = 2)", "expected a name that was not used before, found 'a' at byte 15"),
    (
        "Enum8('a' = 1, 'b' = 1)",
        "expected a name with a code that was not used before, found 'b' at byte 15",
    ),
    ("Enum('a' = 1, 'b' = 2, 'c')", "expected a name with a code, as before, found 'c' at byte 23"),
    ("Enum('a', 'b', 'c' = 3)", "expected a name without a code, as before, found 'c' at byte 15"),
    ("Tuple(UInt8,)", r#"expected a type, found ")" at byte 12"#),
    (
        "Tuple(a UInt8, UInt8)",
        r#"expected a name and its type, as before, found "UInt8" at byte 15"#,
    ),
    ("Tuple(UInt8, a UInt8)", r#"expected a type without a name, as before, found "a" at byte 13"#),
    (
        "Tuple(a UInt8, a UInt8)",
        r#"expected a name that was not used before, found "a" at byte 15"#,
    ),
    ("Tuple(`` UInt8)", "expected a name, found `` at byte 6"),
    ("Tuple(a.b UInt8)", r#"expected a type, found "a" at byte 6"#),
    ("Nested()", r#"expected at least one element, found "(" at byte 6"#),
    ("Nested(UInt8)", r#"expected a type, found ")" at byte 12"#),
    ("Variant()", r#"expected 1 to 255 types, found "(" at byte 7"#),
    ("Dynamic(5)", r#"expected "max_types", found "5" at byte 8"#),
    (
        "Dynamic(max_types=255)",
        r#"expected a number of types from 0 to 254, found "255" at byte 18"#,
    ),
    (
        "JSON(foo=3)",
        r#"expected "max_dynamic_types" or "max_dynamic_paths", found "foo" at byte 5"#,
    ),
    (
        "JSON(max_dynamic_paths=10001)",
        r#"expected a number of paths from 0 to 10000, found "10001" at byte 23"#,
    ),
    (
        "JSON(a UInt8, a String)",
        r#"expected a name that was not used before, found "a" at byte 14"#,
    ),
    ("JSON(a.1 UInt8)", r#"expected a name, found "1" at byte 7"#),
    ("JSON(SKIP)", r#"expected a name, found ")" at byte 9"#),
    ("AggregateFunction()", r#"expected the name of an aggregate function, found ")" at byte 18"#),
    ("AggregateFunction(1)", r#"expected ",", found ")" at byte 19"#),
    ("AggregateFunction(f([1), UInt8)", r#"expected "," or "]", found ")" at byte 22"#),
    ("AggregateFunction(f(1,), UInt8)", r#"expected a literal, found ")" at byte 22"#),
    ("SimpleAggregateFunction(sum)", r#"expected ",", found ")" at byte 27"#),
    ("QBit(Float32)", r#"expected ",", found ")" at byte 12"#),
    ("QBit(Float32, 0)", r#"expected a dimension from 1 to 134217720, found "0" at byte 14"#),
    (
        "QBit(Float32, 20, 8)",
        r#"expected a stride that is a multiple of 8 and 20 divided by at most 1024, found "8" at byte 18"#,
    ),
    (
        "QBit(Float32, 80000, 8)",
        r#"expected a stride that is a multiple of 8 and 80000 divided by at most 1024, found "8" at byte 21"#,
    ),
];

#[test]
fn a_mistake_is_described_with_its_place() {
    for (text, message) in MISTAKES {
        let error = DataType::parse(text).map_err(|error| error.to_string());
        assert_eq!(error, Err(format!("{message} of the type {text}")));
    }
}

#[test]
fn an_error_quotes_at_most_200_characters_on_one_line() {
    let text = format!("Tuple(\n{}", "é UInt8, ".repeat(1000));
    let error = DataType::parse(&text).expect_err("é needs quotes");
    let quoted: String = text.chars().take(200).collect::<String>().replace('\n', " ");
    assert_eq!(
        error.to_string(),
        format!(r#"expected a type, found "é" at byte 7 of the type {quoted}…"#)
    );
    assert_eq!((error.offset(), error.expected()), (7, "a type"));
}

#[test]
fn a_type_as_deep_as_the_limit_is_read_and_a_deeper_one_is_an_error() {
    let nested = |depth: usize| format!("{}UInt8{}", "Array(".repeat(depth), ")".repeat(depth));
    let deepest = nested(MAX_DEPTH - 1);
    let reprinted = DataType::parse(&deepest).map(|data_type| data_type.to_string());
    assert_eq!(reprinted, Ok(deepest));
    let error = DataType::parse(&nested(MAX_DEPTH)).expect_err("one level more");
    assert_eq!((error.offset(), error.expected()), (600, "at most 100 levels"));
}

#[test]
fn endless_nesting_is_an_error_and_not_a_stack_overflow() {
    let openings = [
        "Array(",
        "Tuple(a ",
        "Nested(a ",
        "Map(String, ",
        "Variant(",
        "JSON(a ",
        "Nullable(",
        "QBit(",
    ];
    for opening in openings {
        let error = DataType::parse(&opening.repeat(80_000)).expect_err(opening);
        assert_eq!(error.expected(), "at most 100 levels", "{opening}");
    }
    for opening in ["[", "(", "f("] {
        let text = format!("AggregateFunction(f({}", opening.repeat(80_000));
        let error = DataType::parse(&text).expect_err(opening);
        assert_eq!(error.expected(), "at most 100 levels", "{opening}");
    }
}

#[test]
fn a_text_beyond_the_limit_is_an_error() {
    let error = DataType::parse(&" ".repeat(MAX_LENGTH + 1)).expect_err("too long");
    assert_eq!(error.expected(), "at most 1048576 bytes");
    let long = format!("{}UInt8", " ".repeat(MAX_LENGTH - 5));
    assert_eq!(DataType::parse(&long), Ok(DataType::UInt8));
}

#[test]
fn a_variant_has_at_most_255_types() {
    let variant = |types: usize| {
        let types: Vec<String> =
            (1..=types).map(|length| format!("FixedString({length})")).collect();
        format!("Variant({})", types.join(", "))
    };
    assert!(
        matches!(DataType::parse(&variant(255)), Ok(DataType::Variant(types)) if types.len() == 255)
    );
    let error = DataType::parse(&variant(256)).expect_err("one too many");
    assert_eq!(error.expected(), "1 to 255 types");
}
