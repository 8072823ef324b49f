//! Versions of the states of aggregate functions.

use super::{DataType, Element};

impl DataType {
    /// The type with states as servers write them without a revision: in their first version, which is not printed.
    #[must_use]
    pub fn unversioned(self) -> Self {
        let boxed = |inner: Box<Self>| Box::new(inner.unversioned());
        let element =
            |Element { name, data_type }| Element { name, data_type: Self::unversioned(data_type) };
        match self {
            Self::AggregateFunction { function, arguments, .. } => {
                let arguments = arguments.into_iter().map(Self::unversioned).collect();
                Self::AggregateFunction { version: None, function, arguments }
            }
            Self::Nullable(inner) => Self::Nullable(boxed(inner)),
            Self::Array(inner) => Self::Array(boxed(inner)),
            Self::Nested(inner) => Self::Nested(boxed(inner)),
            Self::Map(key, value) => Self::Map(boxed(key), boxed(value)),
            Self::Tuple(elements) => Self::Tuple(elements.into_iter().map(element).collect()),
            other => other,
        }
    }
}
