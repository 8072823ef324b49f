//! States of aggregate functions: the bytes of a value of an `AggregateFunction` type.
//!
//! They carry no length, so a state is passed only by whoever knows the function. A [`Layout`] says what a state is made
//! of, in a language of a few words that `functions` and `values` write and [`walk`](Layout::walk) reads.

mod function;
mod layout;
mod sketch;
mod tape;
mod value;

use crate::datatype::DataType;
use crate::error::{Error, Result};
pub(crate) use layout::Layout;
pub(crate) use tape::Tape;

/// What a state of an `AggregateFunction` type is made of.
pub(crate) fn layout(data_type: &DataType) -> Result<Layout> {
    let DataType::AggregateFunction { version, function, arguments } = data_type else {
        return Err(unsupported(data_type));
    };
    let arguments: Vec<&DataType> = arguments.iter().collect();
    function::layout(*version, function, &arguments).ok_or_else(|| unsupported(data_type))
}

#[cold]
fn unsupported(data_type: &DataType) -> Error {
    Error::unsupported(format!(
        "the states of {data_type} are not supported; ask for values with finalizeAggregation() or -Merge"
    ))
}
