//! Types that are other types under a name of their own, and have their bytes.

use std::sync::LazyLock;

use super::{DataType, Element, Geo};

static POINT: LazyLock<DataType> = LazyLock::new(|| {
    let coordinate = || Element { name: None, data_type: DataType::Float64 };
    DataType::Tuple(vec![coordinate(), coordinate()])
});
static POINTS: LazyLock<DataType> = LazyLock::new(|| array_of(Geo::Point));
static RINGS: LazyLock<DataType> = LazyLock::new(|| array_of(Geo::Ring));
static LINES: LazyLock<DataType> = LazyLock::new(|| array_of(Geo::LineString));
static POLYGONS: LazyLock<DataType> = LazyLock::new(|| array_of(Geo::Polygon));

/// In the order of their names, as in every `Variant`.
static GEOMETRY: LazyLock<DataType> = LazyLock::new(|| {
    let members = [
        Geo::LineString,
        Geo::MultiLineString,
        Geo::MultiPolygon,
        Geo::Point,
        Geo::Polygon,
        Geo::Ring,
    ];
    DataType::Variant(members.into_iter().map(DataType::Geo).collect())
});

fn array_of(member: Geo) -> DataType {
    DataType::Array(Box::new(DataType::Geo(member)))
}

impl DataType {
    /// The type whose bytes the values have: this one, unless it is a name for another. Only the outermost name is
    /// resolved; what stands inside may be one again.
    pub fn alias(&self) -> &Self {
        match self {
            Self::Nested(array) => array.alias(),
            Self::Geo(geo) => match geo {
                Geo::Point => &POINT,
                Geo::Ring | Geo::LineString => &POINTS,
                Geo::Polygon => &RINGS,
                Geo::MultiLineString => &LINES,
                Geo::MultiPolygon => &POLYGONS,
                Geo::Geometry => &GEOMETRY,
            },
            Self::SimpleAggregateFunction { arguments, .. } => {
                arguments.first().map_or(self, Self::alias)
            }
            _ => self,
        }
    }

    /// `Nested(…)` of these elements.
    pub fn nested(elements: Vec<Element>) -> Self {
        Self::Nested(Box::new(Self::Array(Box::new(Self::Tuple(elements)))))
    }

    /// The elements of a `Tuple` or `Nested`; none of any other type.
    pub fn elements(&self) -> &[Element] {
        match self {
            Self::Tuple(elements) => elements,
            Self::Nested(array) => match &**array {
                Self::Array(tuple) => tuple.elements(),
                _ => &[],
            },
            _ => &[],
        }
    }
}
