//! The states of each function, as servers of 24.8 to 26.7 write them.

use super::layout::Layout;
use super::sketch::{Combined, HyperLogLog};
use super::value::{binary, decimal, integer, number, plain, single, sum};
use crate::column::fixed::width;
use crate::datatype::DataType;

/// The registers of `uniqCombined` when its type does not say.
const DEFAULT_PRECISION: usize = 17;

/// The state of a function, as its type names it; nothing when it is not known.
pub(super) fn layout(
    version: Option<u32>,
    function: &str,
    arguments: &[&DataType],
) -> Option<Layout> {
    let (name, parameters) = function.split_once('(').unwrap_or((function, ""));
    let call = Call { version, name, parameters: parameters.trim_end_matches(')'), arguments };
    call.nullable()
}

/// A function with its parameters and the types of its arguments.
#[derive(Clone, Copy)]
struct Call<'a> {
    version: Option<u32>,
    name: &'a str,
    parameters: &'a str,
    arguments: &'a [&'a DataType],
}

impl<'a> Call<'a> {
    /// The state of the function with any arguments.
    fn nullable(self) -> Option<Layout> {
        let inner: Vec<&DataType> = self.arguments.iter().map(|of| without_nullable(of)).collect();
        let state = Call { arguments: &inner, ..self }.state()?;
        Some(if self.is_flagged()? { Layout::Optional(Box::new(state)) } else { state })
    }

    /// Whether a byte before the state tells that a value other than NULL has come; nothing when that is not known.
    fn is_flagged(self) -> Option<bool> {
        let is_nullable = |of: &&DataType| matches!(of.alias(), DataType::Nullable(_));
        if !self.arguments.iter().any(&is_nullable) {
            return Some(false);
        }
        let base = self.base();
        // They give a value even if there was none but NULL.
        let never_null =
            base == "count" || base.starts_with("uniq") || base.starts_with("quantiles");
        let conditional = self.name.contains("If");
        if self.name.contains("OrNull") {
            return if conditional || never_null { None } else { Some(false) };
        }
        let (_, values) = self.arguments.split_last()?;
        if conditional && !values.iter().any(&is_nullable) && !values.is_empty() {
            return match base {
                "count" | "uniq" | "uniqExact" => Some(true),
                _ if never_null => None,
                _ => Some(false),
            };
        }
        Some(match base {
            "count" => self.name != "count",
            "groupArray" | "groupUniqArray" | "sumCount" => false,
            _ => true,
        })
    }

    /// The name without combinators.
    fn base(self) -> &'a str {
        let mut name = self.name;
        while let Some((rest, _)) = split_combinator(name) {
            name = rest;
        }
        name
    }

    /// The state of the function with arguments that are not nullable.
    fn state(self) -> Option<Layout> {
        if let Some(layout) = self.plain() {
            return Some(layout);
        }
        let (name, combinator) = split_combinator(self.name)?;
        let call = Call { name, ..self };
        match combinator {
            "If" => {
                let (_, values) = self.arguments.split_last()?;
                Call { arguments: values, ..call }.state()
            }
            "OrNull" | "OrDefault" => Some(Layout::All(vec![call.state()?, Layout::Bytes(1)])),
            "Array" => Call { arguments: &elements(self.arguments)?, ..call }.nullable(),
            "ForEach" => {
                let each = Call { arguments: &elements(self.arguments)?, ..call }.nullable()?;
                Some(Layout::SomeOf64(Box::new(each)))
            }
            "Map" => match self.arguments {
                [map] => match map.alias() {
                    DataType::Map(key, value) => {
                        let value = Call { arguments: &[&**value], ..call }.nullable()?;
                        Some(Layout::Some(Box::new(Layout::All(vec![binary(key)?, value]))))
                    }
                    _ => None,
                },
                _ => None,
            },
            "Distinct" => match self.arguments {
                [of] => Some(match plain(of) {
                    DataType::Date | DataType::DateTime(_) | DataType::Ipv4 => {
                        several(Layout::Text)
                    }
                    _ => group(of),
                }),
                _ => None,
            },
            "Merge" => match self.arguments {
                [DataType::AggregateFunction { version, function, arguments }] => {
                    let arguments: Vec<&DataType> = arguments.iter().collect();
                    layout(*version, function, &arguments)
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// The state of a function without combinators.
    fn plain(self) -> Option<Layout> {
        let all = |parts: Vec<Layout>| Some(Layout::All(parts));
        let (of, second) = (self.arguments.first().copied(), self.arguments.get(1).copied());
        match self.name {
            "count" => Some(Layout::Number),
            "sum" => sum(of?).map(Layout::Bytes),
            "sumWithOverflow" => width(plain(of?)).map(Layout::Bytes),
            "sumKahan" => Some(Layout::Bytes(16)),
            "sumCount" => all(vec![Layout::Bytes(sum(of?)?), Layout::Number]),
            "avg" => all(vec![Layout::Bytes(average(of?)?), Layout::Number]),
            "min" | "max" | "any" | "anyLast" => single(of?),
            "argMin" | "argMax" => all(vec![single(of?)?, single(second?)?]),
            "groupBitAnd" | "groupBitOr" | "groupBitXor" => bits(of?).map(Layout::Bytes),
            "groupArray" | "groupUniqArray" => Some(group(of?)),
            "uniq" => Some(Layout::Hashes),
            "uniqExact" => Some(self.exact(of?)),
            "uniqHLL12" => Some(self.hll(of?)),
            "uniqCombined" => self.combined(if is_hashed_wide(self.arguments) { 8 } else { 4 }),
            "uniqCombined64" => self.combined(8),
            "quantileTDigest"
            | "quantilesTDigest"
            | "quantileTDigestWeighted"
            | "quantilesTDigestWeighted" => Some(several(Layout::Bytes(8))),
            "quantile" | "quantiles" => sample(of?).map(Layout::Reservoir),
            "quantileExact"
            | "quantilesExact"
            | "quantileExactLow"
            | "quantilesExactLow"
            | "quantileExactHigh"
            | "quantilesExactHigh"
            | "quantileExactExclusive"
            | "quantilesExactExclusive"
            | "quantileExactInclusive"
            | "quantilesExactInclusive" => Some(several(Layout::Bytes(sample(of?)?))),
            "quantileExactWeighted" | "quantilesExactWeighted" => {
                Some(several(Layout::Bytes(sample(of?)?.checked_add(8)?)))
            }
            "sumMap" | "minMap" | "maxMap" | "sumMapWithOverflow" | "sumMapFiltered" => self.maps(),
            _ => self.moments(),
        }
    }

    /// Sums of powers; of `Float32` they are `Float32`, too.
    fn moments(self) -> Option<Layout> {
        let small = self.arguments.iter().all(|of| *plain(of) == DataType::Float32);
        let width = if small { 4 } else { 8usize };
        let sums = |count: usize| count.checked_mul(width).map(Layout::Bytes);
        let stable = |count: usize| Some(Layout::All(vec![Layout::Number, Layout::Bytes(count)]));
        match self.name {
            "stddevPop" | "stddevSamp" | "varPop" | "varSamp" => sums(3),
            "skewPop" | "skewSamp" | "covarPop" | "covarSamp" => sums(4),
            "kurtPop" | "kurtSamp" => sums(5),
            "corr" => sums(6),
            "stddevPopStable" | "stddevSampStable" | "varPopStable" | "varSampStable" => stable(16),
            "covarPopStable" | "covarSampStable" => stable(24),
            "corrStable" => stable(40),
            _ => None,
        }
    }

    /// Numbers and UUIDs themselves, hashes of 128 bits of all else.
    fn exact(self, of: &DataType) -> Layout {
        let width = match (self.arguments, plain(of)) {
            ([_], DataType::Uuid) => 16,
            ([_], one) => number(one).unwrap_or(16),
            _ => 16,
        };
        several(Layout::Bytes(width))
    }

    fn hll(self, of: &DataType) -> Layout {
        let width = if self.arguments.len() == 1 { number(of).unwrap_or(8) } else { 8 };
        Layout::HyperLogLog(HyperLogLog { width })
    }

    fn combined(self, hash: usize) -> Option<Layout> {
        let precision = match self.parameters {
            "" => DEFAULT_PRECISION,
            number => number.parse().ok().filter(|precision| (12..=20).contains(precision))?,
        };
        Some(Layout::Combined(Combined { hash, precision }))
    }

    /// Keys with one value for each array of values. Before version 1 values were not widened.
    fn maps(self) -> Option<Layout> {
        let arrays: Vec<&DataType> = match self.arguments {
            [pair] => match pair.alias() {
                DataType::Tuple(parts) => parts.iter().map(|part| &part.data_type).collect(),
                _ => return None,
            },
            arrays => arrays.to_vec(),
        };
        let (key, values) = arrays.split_first()?;
        let mut parts = vec![binary(element(key)?)?];
        for value in values {
            parts.push(match self.version {
                None => binary(element(value)?)?,
                Some(1) => widened(element(value)?)?,
                Some(_) => return None,
            });
        }
        Some(several(Layout::All(parts)))
    }
}

const COMBINATORS: [&str; 9] =
    ["If", "OrNull", "OrDefault", "Array", "ForEach", "Map", "Distinct", "Merge", "State"];

/// Cuts the last combinator off a name.
fn split_combinator(name: &str) -> Option<(&str, &'static str)> {
    if matches!(name, "groupArray" | "groupUniqArray") {
        return None;
    }
    COMBINATORS.iter().find_map(|combinator| {
        let rest = name.strip_suffix(combinator)?;
        (!rest.is_empty()).then_some((rest, *combinator))
    })
}

/// Numbers themselves, all else as texts of its bytes.
fn group(of: &DataType) -> Layout {
    let width = match plain(of) {
        DataType::Date32 => None,
        other => number(other),
    };
    several(width.map_or(Layout::Text, Layout::Bytes))
}

fn several(each: Layout) -> Layout {
    Layout::Some(Box::new(each))
}

fn without_nullable(data_type: &DataType) -> &DataType {
    match data_type.alias() {
        DataType::Nullable(inner) => inner,
        _ => data_type,
    }
}

fn element(data_type: &DataType) -> Option<&DataType> {
    match data_type.alias() {
        DataType::Array(inner) => Some(inner),
        _ => None,
    }
}

fn elements<'a>(arguments: &[&'a DataType]) -> Option<Vec<&'a DataType>> {
    arguments.iter().map(|argument| element(argument)).collect()
}

/// The bytes of the sum inside an average.
fn average(data_type: &DataType) -> Option<usize> {
    match plain(data_type) {
        DataType::Date | DataType::Date32 | DataType::DateTime(_) => Some(8),
        DataType::DateTime64 { .. } => Some(16),
        other => sum(other),
    }
}

/// The bytes of a value among those that quantiles are taken of.
fn sample(data_type: &DataType) -> Option<usize> {
    match plain(data_type) {
        DataType::DateTime64 { .. } => Some(8),
        DataType::Enum8(_) | DataType::Enum16(_) | DataType::BFloat16 => None,
        other => number(other).or_else(|| decimal(other)),
    }
}

fn bits(data_type: &DataType) -> Option<usize> {
    match plain(data_type) {
        DataType::Bool => Some(1),
        other => integer(other),
    }
}

/// A value of a map of sums: as wide as the sum, when it is a number.
fn widened(data_type: &DataType) -> Option<Layout> {
    match data_type.alias() {
        DataType::Nullable(inner) => Some(Layout::Nullable(Box::new(widened(inner)?))),
        _ => match sum(data_type) {
            Some(width) => Some(Layout::Bytes(width)),
            None => binary(data_type),
        },
    }
}

/// `uniqCombined` keeps 64 bits of the hashes of strings.
fn is_hashed_wide(arguments: &[&DataType]) -> bool {
    match arguments {
        [of] => {
            matches!(plain(of), DataType::String | DataType::FixedString(_) | DataType::Ipv6)
        }
        _ => false,
    }
}
