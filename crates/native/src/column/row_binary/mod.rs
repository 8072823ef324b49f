//! `RowBinary`: values one by one, as they stand behind their types in a `Dynamic` without a column for them.
//!
//! Values of one width and strings are as in a column; `Array(T)` and `Map(K, V)` begin with their length as `VarUInt`,
//! `Nullable(T)` with a byte, 1 for NULL, which no value follows; `LowCardinality(T)` is as `T`; a `Variant` begins with
//! its discriminator, a `Dynamic` with its type in bytes; a `JSON` is the number of its paths and each path with its
//! value, a `Dynamic` unless the path has a type.

mod put;
mod rows;
mod skip;

pub(super) use put::Values;
pub(super) use rows::Rows;
