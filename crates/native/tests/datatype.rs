//! Type names as a server prints them and as people write them.

use native::DataType;
use native::datatype::{Element, EnumValue};

/// Printed by a real server.
const SERVER_TYPES: &str = include_str!("server_types.txt");

/// What a real server was asked for, and what it printed.
const SPELLINGS: &[(&str, &str)] = &[
    ("Tuple", "Tuple()"),
    ("Tuple(a$b UInt8)", "Tuple(`a$b` UInt8)"),
    ("Tuple(`a`UInt8)", "Tuple(a UInt8)"),
    ("Array ( Tuple ( a  UInt8 , `b`String ) )", "Array(Tuple(a UInt8, b String))"),
    (
        "\tTuple(\n    a UInt8,\n    b Map(String, UInt8))\r\n",
        "Tuple(a UInt8, b Map(String, UInt8))",
    ),
    (
        r#"Tuple("a b" UInt8, "x""y" UInt8, "z\"w" UInt8, `q``r` UInt8, `s\`t` UInt8)"#,
        r#"Tuple(`a b` UInt8, `x"y` UInt8, `z"w` UInt8, `q\`r` UInt8, `s\`t` UInt8)"#,
    ),
    (r"Tuple(`\a\v\e\x41` UInt8, `a\qb` UInt8)", "Tuple(`\x07\x0b\x1bA` UInt8, `a\\\\qb` UInt8)"),
    ("Enum('b' = 2, 'a' = 1)", "Enum8('a' = 1, 'b' = 2)"),
    ("Enum('b', 'a')", "Enum8('b' = 1, 'a' = 2)"),
    ("Enum('b' = 127, 'a')", "Enum16('b' = 127, 'a' = 128)"),
    ("Enum('a', 'b' = 5, 'c' = 7)", "Enum8('a' = 1, 'b' = 5, 'c' = 7)"),
    ("Enum8('x' = -128, 'b', 'c')", "Enum8('x' = -128, 'b' = -127, 'c' = -126)"),
    ("Enum('a' = 200, 'b' = -1)", "Enum16('b' = -1, 'a' = 200)"),
    ("Enum16('a' = 32767, 'b' = -32768)", "Enum16('b' = -32768, 'a' = 32767)"),
    ("Enum8('a'=+1,'b'=- 2)", "Enum8('b' = -2, 'a' = 1)"),
    ("Enum8('it''s' = 1)", r"Enum8('it\'s' = 1)"),
    (r"Enum8('\xC3\xA9' = 1, '\/\%\=' = 2)", r"Enum8('é' = 1, '/\\%=' = 2)"),
    ("Decimal", "Decimal(10, 0)"),
    ("Decimal()", "Decimal(10, 0)"),
    ("Decimal(5)", "Decimal(5, 0)"),
    ("Decimal(018,3)", "Decimal(18, 3)"),
    ("Decimal32(3)", "Decimal(9, 3)"),
    ("Decimal64(18)", "Decimal(18, 18)"),
    ("Decimal128(0)", "Decimal(38, 0)"),
    ("Decimal256(76)", "Decimal(76, 76)"),
    ("FixedString( 5 )", "FixedString(5)"),
    ("DateTime()", "DateTime"),
    ("DateTime('')", "DateTime"),
    ("DateTime(0, 'UTC')", "DateTime('UTC')"),
    ("DateTime(3)", "DateTime64(3)"),
    ("DateTime(3, 'UTC')", "DateTime64(3, 'UTC')"),
    ("DateTime32('UTC')", "DateTime('UTC')"),
    ("DateTime64", "DateTime64(3)"),
    ("DateTime64(3, '')", "DateTime64(3)"),
    ("Time(0)", "Time"),
    ("Time(3)", "Time64(3)"),
    ("Time64()", "Time64(3)"),
    ("Dynamic()", "Dynamic"),
    ("Dynamic(max_types=32)", "Dynamic"),
    ("Dynamic(max_types = 5)", "Dynamic(max_types=5)"),
    ("JSON()", "JSON"),
    ("JSON(max_dynamic_paths=1024, max_dynamic_types=32)", "JSON"),
    (
        r"JSON(max_dynamic_paths=10, max_dynamic_types=3, b.c UInt8, a String, SKIP z, SKIP y.x, SKIP REGEXP 'q.*')",
        r"JSON(max_dynamic_types=3, max_dynamic_paths=10, a String, `b.c` UInt8, SKIP `y.x`, SKIP z, SKIP REGEXP 'q.*')",
    ),
    ("JSON(`a b`.`c` UInt8, a.skip UInt8)", "JSON(`a b.c` UInt8, `a.skip` UInt8)"),
    ("JSON(`max_dynamic_paths` UInt8)", "JSON(max_dynamic_paths UInt8)"),
    ("JSON(SKIP a, SKIP a, skip b, Skip regexp 'x')", "JSON(SKIP a, SKIP b, SKIP REGEXP 'x')"),
    ("JSON(SKIP `REGEXP`, SKIP `skip`)", "JSON(SKIP REGEXP, SKIP skip)"),
    (r"JSON(SKIP REGEXP 'b', SKIP REGEXP '\d')", r"JSON(SKIP REGEXP '\\d', SKIP REGEXP 'b')"),
    (
        "Variant(String, UInt8, Array(String), UInt8, Nothing)",
        "Variant(Array(String), String, UInt8)",
    ),
    (
        "Variant(Enum('b','a'), Decimal32(2), Tuple(a UInt8))",
        "Variant(Decimal(9, 2), Enum8('b' = 1, 'a' = 2), Tuple(a UInt8))",
    ),
    ("AggregateFunction(count())", "AggregateFunction(count)"),
    (
        "AggregateFunction(quantiles( 0.5,0.9 ),UInt8)",
        "AggregateFunction(quantiles(0.5, 0.9), UInt8)",
    ),
    ("AggregateFunction(0, sumMap, Array(UInt8))", "AggregateFunction(sumMap, Array(UInt8))"),
    ("QBit(Float32, 8, 8)", "QBit(Float32, 8)"),
];

/// The type that `text` names, as printed, or why it names none.
fn reprint(text: &str) -> String {
    DataType::parse(text).map_or_else(|error| error.to_string(), |data_type| data_type.to_string())
}

#[test]
fn every_type_of_a_server_prints_back_as_it_was() {
    let types: Vec<&str> = SERVER_TYPES.lines().filter(|line| !line.starts_with('#')).collect();
    assert!(types.len() > 200, "the list is cut short: {}", types.len());
    for text in types {
        assert_eq!(reprint(text), text);
    }
}

#[test]
fn other_spellings_print_as_the_server_prints_them() {
    for (written, printed) in SPELLINGS {
        assert_eq!(reprint(written), *printed, "{written}");
    }
}

#[test]
fn object_and_escapes_of_older_servers_print_back_as_they_were() {
    for text in
        ["Object('json')", r"Enum8('\b\f\n\r\t\0\\\'' = 1)", r"Tuple(`\b\f\n\r\t\0\\\`` UInt8)"]
    {
        assert_eq!(reprint(text), text);
    }
}

#[test]
fn names_in_quotes_are_unescaped() {
    let name = |name: &str| Some(name.to_owned());
    assert_eq!(
        DataType::parse(r#"Tuple(`a\`b` UInt8, "c""d" String)"#),
        Ok(DataType::Tuple(vec![
            Element { name: name("a`b"), data_type: DataType::UInt8 },
            Element { name: name("c\"d"), data_type: DataType::String },
        ]))
    );
    assert_eq!(
        DataType::parse(r"Enum8('it\'s' = 2, 'tab\t' = 1)"),
        Ok(DataType::Enum8(vec![
            EnumValue { name: "tab\t".to_owned(), code: 1 },
            EnumValue { name: "it's".to_owned(), code: 2 },
        ]))
    );
}

#[test]
fn a_family_is_named_as_in_the_server() {
    let families = [
        ("UUID", "UUID"),
        ("IPv4", "IPv4"),
        ("IntervalDay", "Interval"),
        ("Decimal64(2)", "Decimal"),
        ("Enum('a' = 1000)", "Enum16"),
        ("JSON(a UInt8)", "JSON"),
        ("MultiPolygon", "MultiPolygon"),
    ];
    for (text, family) in families {
        assert_eq!(DataType::parse(text).map(|data_type| data_type.family()), Ok(family));
    }
}
