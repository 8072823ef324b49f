//! Type names, at random.

use std::collections::{BTreeMap, BTreeSet};

use native::DataType;
use native::datatype::{Element, EnumValue, Geo, IntervalUnit, Json};
use proptest::collection::{btree_map, btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{self, Index};

/// Text with more than its share of what needs an escape.
fn text() -> impl Strategy<Value = String> {
    let special = "'\\`\" .\n\t\0\x08\x0c\r\x07_a1$,()=";
    let character = prop_oneof![sample::select(special.chars().collect::<Vec<_>>()), any::<char>()];
    vec(character, 0..6).prop_map(|characters| characters.into_iter().collect())
}

/// A name: an identifier, a word that needs quotes, or any text.
fn name() -> impl Strategy<Value = String> {
    const WORDS: &[&str] = &[
        "a",
        "b2",
        "SKIP",
        "REGEXP",
        "max_dynamic_types",
        "null",
        "Select",
        "UInt8",
        "Array",
        "1a",
        "a.b",
    ];
    prop_oneof![
        sample::select(WORDS).prop_map(str::to_owned),
        text().prop_filter("a name is not empty", |name| !name.is_empty()),
    ]
}

fn enum_values(codes: impl Strategy<Value = i16>) -> impl Strategy<Value = Vec<EnumValue>> {
    btree_map(codes, text(), 1..6).prop_map(|values| {
        let mut names = BTreeSet::new();
        let distinct = values.into_iter().filter(|(_, name)| names.insert(name.clone()));
        distinct.map(|(code, name)| EnumValue { name, code }).collect()
    })
}

fn timezone() -> impl Strategy<Value = Option<String>> {
    option::of(name())
}

fn function() -> impl Strategy<Value = String> {
    const FUNCTIONS: &[&str] = &[
        "sum",
        "quantiles(0.5, 1e-3)",
        "f(-1, NULL)",
        r"groupConcat('it\'s\n')",
        "f([], [(1, 'a')], g(2))",
    ];
    sample::select(FUNCTIONS).prop_map(str::to_owned)
}

fn leaf() -> impl Strategy<Value = DataType> {
    use DataType as T;
    let plain = [
        T::UInt8,
        T::UInt16,
        T::UInt32,
        T::UInt64,
        T::UInt128,
        T::UInt256,
        T::Int8,
        T::Int16,
        T::Int32,
        T::Int64,
        T::Int128,
        T::Int256,
        T::Float32,
        T::Float64,
        T::BFloat16,
        T::Bool,
        T::String,
        T::Date,
        T::Date32,
        T::Time,
        T::Uuid,
        T::Ipv4,
        T::Ipv6,
        T::Nothing,
        T::Geo(Geo::Point),
        T::Geo(Geo::Ring),
        T::Geo(Geo::LineString),
        T::Geo(Geo::MultiLineString),
        T::Geo(Geo::Polygon),
        T::Geo(Geo::MultiPolygon),
        T::Geo(Geo::Geometry),
        T::Interval(IntervalUnit::Nanosecond),
        T::Interval(IntervalUnit::Microsecond),
        T::Interval(IntervalUnit::Millisecond),
        T::Interval(IntervalUnit::Second),
        T::Interval(IntervalUnit::Minute),
        T::Interval(IntervalUnit::Hour),
        T::Interval(IntervalUnit::Day),
        T::Interval(IntervalUnit::Week),
        T::Interval(IntervalUnit::Month),
        T::Interval(IntervalUnit::Quarter),
        T::Interval(IntervalUnit::Year),
    ];
    prop_oneof![
        sample::select(plain.to_vec()),
        (1..=0xFF_FFFF_usize).prop_map(T::FixedString),
        enum_values(-128..=127_i16).prop_map(T::Enum8),
        enum_values(any::<i16>()).prop_map(T::Enum16),
        (1..=76_u8)
            .prop_flat_map(|p| (Just(p), 0..=p))
            .prop_map(|(precision, scale)| T::Decimal { precision, scale }),
        timezone().prop_map(T::DateTime),
        (0..=9_u8, timezone())
            .prop_map(|(precision, timezone)| T::DateTime64 { precision, timezone }),
        (0..=9_u8).prop_map(T::Time64),
        max_types().prop_map(|max_types| T::Dynamic { max_types }),
        text().prop_map(T::Object),
        qbit(),
    ]
}

fn max_types() -> impl Strategy<Value = Option<u32>> {
    option::of((0..=254_u32).prop_filter("the default is not printed", |types| *types != 32))
}

fn qbit() -> impl Strategy<Value = DataType> {
    let element = sample::select(vec![DataType::BFloat16, DataType::Float32, DataType::Float64]);
    let shape = prop_oneof![
        (1..=100_000_usize).prop_map(|dimension| (dimension, None)),
        (2..=1024_usize, 1..=64_usize).prop_map(|(groups, bytes)| {
            let stride = bytes.saturating_mul(8);
            (stride.saturating_mul(groups), Some(stride))
        }),
    ];
    (element, shape).prop_map(|(element, (dimension, stride))| DataType::QBit {
        element: Box::new(element),
        dimension,
        stride,
    })
}

fn json(inner: impl Strategy<Value = DataType>) -> impl Strategy<Value = DataType> {
    let paths = option::of(
        (0..=10_000_u32).prop_filter("the default is not printed", |paths| *paths != 1024),
    );
    let skip = (btree_set(name(), 0..3), vec(text(), 0..3));
    (paths, max_types(), btree_map(name(), inner, 0..4), skip).prop_map(
        |(max_dynamic_paths, max_dynamic_types, typed_paths, (skip, mut skip_regexp))| {
            skip_regexp.sort();
            DataType::Json(Json {
                max_dynamic_paths,
                max_dynamic_types,
                typed_paths: typed_paths.into_iter().collect(),
                skip: skip.into_iter().collect(),
                skip_regexp,
            })
        },
    )
}

fn variant(types: Vec<DataType>) -> DataType {
    let types = types.into_iter().filter(|data_type| *data_type != DataType::Nothing);
    let sorted: BTreeMap<String, DataType> =
        types.map(|data_type| (data_type.to_string(), data_type)).collect();
    if sorted.is_empty() {
        DataType::String
    } else {
        DataType::Variant(sorted.into_values().collect())
    }
}

fn elements(names: BTreeMap<String, DataType>) -> Vec<Element> {
    names.into_iter().map(|(name, data_type)| Element { name: Some(name), data_type }).collect()
}

fn data_type() -> impl Strategy<Value = DataType> {
    leaf().prop_recursive(5, 48, 4, |inner| {
        let boxed = inner.clone().prop_map(Box::new);
        let types = |least| vec(inner.clone(), least..4);
        prop_oneof![
            boxed.clone().prop_map(DataType::Nullable),
            boxed.clone().prop_map(DataType::LowCardinality),
            boxed.clone().prop_map(DataType::Array),
            (boxed.clone(), boxed).prop_map(|(key, value)| DataType::Map(key, value)),
            types(0).prop_map(|types| {
                let unnamed = types.into_iter().map(|data_type| Element { name: None, data_type });
                DataType::Tuple(unnamed.collect())
            }),
            btree_map(name(), inner.clone(), 1..4)
                .prop_map(|names| DataType::Tuple(elements(names))),
            btree_map(name(), inner.clone(), 1..4)
                .prop_map(|names| DataType::nested(elements(names))),
            types(1).prop_map(variant),
            json(inner.clone()),
            (function(), types(1)).prop_map(|(function, arguments)| {
                DataType::SimpleAggregateFunction { function, arguments }
            }),
            (option::of(1..=u32::MAX), function(), types(0)).prop_map(
                |(version, function, arguments)| {
                    DataType::AggregateFunction { version, function, arguments }
                }
            ),
        ]
    })
}

/// A server's type with up to two edits, each a cut and something pasted: often still a type.
fn near_type() -> impl Strategy<Value = String> {
    const PASTED: &[&str] = &[
        "",
        "(",
        ")",
        ",",
        "=",
        "'",
        "`",
        "\"",
        "\\",
        "\\x",
        ".",
        "-",
        "+",
        "0",
        "9",
        "99999999999999999999",
        " ",
        "\n",
        "a",
        "a ",
        "UInt8",
        "UInt8, ",
        "Nothing, ",
        "Array(",
        "'b', ",
        "'b' = 2, ",
        "SKIP ",
        "REGEXP ",
        "é",
        "\0",
    ];
    let types: Vec<&str> = include_str!("server_types.txt").lines().collect();
    let edit = (any::<Index>(), 0..3_usize, sample::select(PASTED));
    (sample::select(types), vec(edit, 0..3)).prop_map(|(text, edits)| {
        let mut text: Vec<char> = text.chars().collect();
        for (place, length, pasted) in edits {
            let start = place.index(text.len().saturating_add(1));
            let end = start.saturating_add(length).min(text.len());
            text.splice(start..end, pasted.chars());
        }
        text.into_iter().collect()
    })
}

proptest! {
    #[test]
    fn a_printed_type_is_read_back_as_it_was(data_type in data_type()) {
        let text = data_type.to_string();
        prop_assert_eq!(DataType::parse(&text).map_err(|error| error.to_string()), Ok(data_type), "{}", text);
    }

    #[test]
    fn any_bytes_give_a_type_or_an_error(bytes in vec(any::<u8>(), 0..200)) {
        let _ = DataType::parse(&String::from_utf8_lossy(&bytes)).map_err(|error| error.to_string());
    }

    #[test]
    fn what_is_read_prints_to_what_reads_the_same(text in near_type()) {
        if let Ok(data_type) = DataType::parse(&text) {
            prop_assert_eq!(DataType::parse(&data_type.to_string()).map_err(|error| error.to_string()), Ok(data_type));
        }
    }

    #[test]
    fn a_cut_type_gives_a_type_or_an_error(data_type in data_type(), cut in any::<Index>()) {
        let mut text: Vec<char> = data_type.to_string().chars().collect();
        text.truncate(cut.index(text.len()));
        let text: String = text.into_iter().collect();
        let _ = DataType::parse(&text).map_err(|error| error.to_string());
    }
}
