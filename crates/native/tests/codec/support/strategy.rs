//! Types that can be read and written, and values of them, at random.

use native::datatype::{DataType, Element, EnumValue, Geo, IntervalUnit, Json};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::body::Body;
use super::parts::width;
use super::value::Value;

/// A type of one file in `column` that has no other types inside.
pub(crate) fn leaf() -> BoxedStrategy<DataType> {
    use DataType as T;
    let plain = vec![
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
        T::Date,
        T::Date32,
        T::Uuid,
        T::Ipv4,
        T::Ipv6,
        T::Nothing,
        T::Time,
        T::Interval(IntervalUnit::Nanosecond),
        T::Interval(IntervalUnit::Year),
        T::DateTime(None),
        T::DateTime(Some("Europe/Berlin".to_owned())),
        T::Enum8(vec![EnumValue { name: "a".to_owned(), code: 1 }]),
        T::Enum16(vec![EnumValue { name: "a".to_owned(), code: -300 }]),
    ];
    prop_oneof![
        4 => select(plain),
        2 => Just(T::String),
        1 => Just(states("sum", T::UInt64)),
        1 => Just(states("groupArray", T::String)),
        1 => (1..20_usize).prop_map(T::FixedString),
        1 => (0..=9_u8).prop_map(|precision| T::DateTime64 { precision, timezone: None }),
        1 => (0..=9_u8).prop_map(T::Time64),
        1 => qbit(),
        1 => (1..=76_u8).prop_flat_map(|p| (Just(p), 0..=p)).prop_map(|(precision, scale)| T::Decimal { precision, scale }),
    ]
    .boxed()
}

/// Vectors of each kind of element, of whole and broken bytes, in one group or several.
fn qbit() -> impl Strategy<Value = DataType> {
    let elements = vec![DataType::Int8, DataType::BFloat16, DataType::Float32, DataType::Float64];
    let shape = prop_oneof![
        (1..40_usize).prop_map(|dimension| (dimension, None)),
        (2..5_usize, 1..4_usize).prop_map(|(groups, bytes)| (groups * bytes * 8, Some(bytes * 8))),
    ];
    (select(elements), shape).prop_map(|(element, (dimension, stride))| DataType::QBit {
        element: Box::new(element),
        dimension,
        stride,
    })
}

fn states(function: &str, argument: DataType) -> DataType {
    DataType::AggregateFunction {
        version: None,
        function: function.to_owned(),
        arguments: vec![argument],
    }
}

/// Any type, of some depth.
pub(crate) fn any_type() -> BoxedStrategy<DataType> {
    let low = prop_oneof![leaf(), leaf().prop_map(|inner| DataType::Nullable(Box::new(inner)))];
    let flat = prop_oneof![
        6 => leaf(),
        1 => select(vec![Geo::Point, Geo::Ring, Geo::LineString, Geo::MultiLineString, Geo::Polygon, Geo::MultiPolygon])
            .prop_map(DataType::Geo),
        2 => leaf().prop_map(|inner| DataType::Nullable(Box::new(inner))),
        2 => low.prop_map(|inner| DataType::LowCardinality(Box::new(inner))),
    ];
    let nested = flat.prop_recursive(3, 12, 3, |inner| {
        let boxed = inner.clone().prop_map(Box::new);
        let told = prop_oneof![
            vec(inner.clone(), 1..4).prop_map(|types| variant(&types)),
            select(vec![None, Some(0), Some(1)])
                .prop_map(|max_types| DataType::Dynamic { max_types }),
            (vec(inner.clone(), 0..3), select(vec![None, Some(0), Some(1)])).prop_map(json),
        ];
        let plain = prop_oneof![
            boxed.clone().prop_map(DataType::Array),
            (boxed.clone(), boxed).prop_map(|(key, value)| DataType::Map(key, value)),
            vec(inner.clone(), 0..4).prop_map(|types| DataType::Tuple(elements(types, false))),
            vec(inner.clone(), 1..4).prop_map(|types| DataType::Tuple(elements(types, true))),
            vec(inner.clone(), 1..4).prop_map(|types| DataType::nested(elements(types, true))),
            inner.clone().prop_map(|inner| DataType::SimpleAggregateFunction {
                function: "any".to_owned(),
                arguments: vec![inner],
            }),
            vec(inner, 1..3).prop_map(|types| DataType::Nullable(Box::new(DataType::Tuple(
                elements(types, false)
            )))),
        ];
        prop_oneof![2 => plain, 1 => told]
    });
    nested.boxed()
}

fn variant(types: &[DataType]) -> DataType {
    let usable = |inner: &DataType| {
        !matches!(
            inner,
            DataType::Nullable(_)
                | DataType::Variant(_)
                | DataType::Dynamic { .. }
                | DataType::Nothing
        )
    };
    let names: Vec<String> = types.iter().filter(|t| usable(t)).map(ToString::to_string).collect();
    DataType::parse(&format!("Variant({}, String)", names.join(", ")).replace("(, ", "(")).unwrap()
}

fn json((types, max_dynamic_paths): (Vec<DataType>, Option<u32>)) -> DataType {
    let typed_paths = types.into_iter().enumerate();
    let typed_paths = typed_paths.map(|(index, known)| (format!("p.t{index}"), known)).collect();
    DataType::Json(Json { typed_paths, max_dynamic_paths, ..Json::default() })
}

/// Types of values of a `Dynamic`, nested ones among them.
fn member() -> impl Strategy<Value = DataType> {
    let names = [
        "Int64",
        "Float64",
        "String",
        "Bool",
        "DateTime64(3)",
        "DateTime64(3, 'UTC')",
        "Decimal(38, 5)",
        "Enum8('a' = 1, 'b' = 2)",
        "FixedString(3)",
        "Array(Nullable(Int64))",
        "Array(Dynamic)",
        "Array(JSON(max_dynamic_types=1, max_dynamic_paths=1))",
        "JSON(p.t UInt8)",
        "LowCardinality(String)",
        "Map(String, Array(Variant(String, UInt8)))",
        "Tuple(a LowCardinality(Nullable(String)), b Nullable(FixedString(40)))",
        "Array(Nullable(Tuple(Dynamic(max_types=0), UInt128)))",
        "Geometry",
        "Array(QBit(Float32, 9))",
        "Nested(a UInt8, b Nullable(Time64(3)))",
        "IntervalYear",
        "AggregateFunction(sum, UInt64)",
        "Array(AggregateFunction(groupArray(3), String))",
        "SimpleAggregateFunction(groupArrayArray, Array(String))",
    ];
    select(names.to_vec()).prop_map(|name| DataType::parse(name).unwrap())
}

/// A value with its type, or NULL.
fn dynamic() -> BoxedStrategy<Value> {
    let some = member().prop_flat_map(|data_type| {
        let name = data_type.to_string();
        value(&data_type).prop_map(move |value| Value::Typed(name.clone(), Box::new(value)))
    });
    prop_oneof![1 => Just(Value::Null), 4 => some].boxed()
}

fn object(json: &Json) -> BoxedStrategy<Value> {
    let typed: Vec<_> = json
        .typed_paths
        .iter()
        .map(|(path, known)| (Just(path.clone().into_bytes()), value(known)))
        .collect();
    let path =
        select(vec![&b"a"[..], b"b", b"p.q", "ä.b".as_bytes(), b""]).prop_map(<[u8]>::to_vec);
    // What is NULL is not there.
    let some = dynamic().prop_filter("a value", |value| *value != Value::Null);
    let others = proptest::collection::btree_map(path, some, 0..3);
    (typed, others)
        .prop_map(|(typed, others)| {
            let all: std::collections::BTreeMap<_, _> = typed.into_iter().chain(others).collect();
            Value::Object(all.into_iter().collect())
        })
        .boxed()
}

fn elements(types: Vec<DataType>, named: bool) -> Vec<Element> {
    let name = |index| named.then(|| format!("e{index}"));
    types
        .into_iter()
        .enumerate()
        .map(|(index, data_type)| Element { name: name(index), data_type })
        .collect()
}

/// A value of a type.
pub(crate) fn value(data_type: &DataType) -> BoxedStrategy<Value> {
    if let Some(width) = width(data_type) {
        return fixed(width);
    }
    match data_type.alias() {
        DataType::String => string().prop_map(Value::Bytes).boxed(),
        DataType::AggregateFunction { function, .. } if function == "sum" => fixed(8),
        DataType::AggregateFunction { .. } => {
            let state = |texts: Vec<Vec<u8>>| {
                let body = Body::default().varuint(texts.len() as u64);
                let text = |body: Body, text: &Vec<u8>| body.varuint(text.len() as u64).bytes(text);
                Value::Bytes(texts.iter().fold(body, text).0)
            };
            vec(string(), 0..4).prop_map(state).boxed()
        }
        DataType::Nullable(inner) => prop_oneof![1 => Just(Value::Null), 2 => value(inner)].boxed(),
        // Few values, so that some come again.
        DataType::LowCardinality(inner) => vec(value(inner), 3).prop_flat_map(select).boxed(),
        DataType::Array(inner) => vec(value(inner), 0..4).prop_map(Value::List).boxed(),
        DataType::Map(key, mapped) => {
            let pair =
                (value(key), value(mapped)).prop_map(|(key, value)| Value::List(vec![key, value]));
            vec(pair, 0..3).prop_map(Value::List).boxed()
        }
        DataType::Tuple(elements) => {
            let values: Vec<_> = elements.iter().map(|element| value(&element.data_type)).collect();
            values.prop_map(Value::List).boxed()
        }
        DataType::Variant(types) => {
            let some = select(types.clone()).prop_flat_map(|data_type| {
                let name = data_type.to_string();
                value(&data_type).prop_map(move |value| Value::Typed(name.clone(), Box::new(value)))
            });
            prop_oneof![1 => Just(Value::Null), 4 => some].boxed()
        }
        DataType::Dynamic { .. } => dynamic(),
        DataType::Json(json) => object(json),
        _ => panic!("{data_type}"),
    }
}

/// The edges of a width more often than chance would have them.
fn fixed(width: usize) -> BoxedStrategy<Value> {
    let mut lowest = vec![0; width];
    let mut highest = vec![0xff; width];
    if let (Some(low), Some(high)) = (lowest.last_mut(), highest.last_mut()) {
        (*low, *high) = (0x80, 0x7f);
    }
    let edges = vec![vec![0; width], vec![0xff; width], lowest, highest];
    prop_oneof![1 => select(edges), 3 => vec(any::<u8>(), width)].prop_map(Value::Bytes).boxed()
}

/// Short and long, ASCII and not, UTF-8 and not.
fn string() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        2 => "[ -~]{0,20}".prop_map(String::into_bytes),
        3 => ".{0,8}".prop_map(String::into_bytes),
        1 => "[a-zß漢🦀]{100,200}".prop_map(String::into_bytes),
        1 => vec(any::<u8>(), 0..6),
    ]
}
