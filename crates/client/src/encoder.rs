use bytes::Bytes;
use compress::Method;
use native::{ColumnInput, DataType, Part, Sections, datatype, encode_parts};

/// Values of fewer bytes are copied. What is lent keeps memory of JavaScript until the insert is sent, where it grows old; the
/// columns of a block of columns are longer than those of a block of rows.
const LEAST_LENT: usize = 256 << 10;

/// Makes the blocks of an insert out of the memory that their values lie in.
#[derive(Debug)]
pub struct Encoder {
    columns: Vec<Target>,
    /// What packs the frames that the blocks are put in, if they are.
    method: Option<Method>,
}

/// A column to be written.
#[derive(Debug)]
struct Target {
    name: String,
    type_name: String,
    data_type: DataType,
}

impl Encoder {
    /// For columns of these names and types; with a `method` the blocks are put into frames.
    pub fn new(
        names: Vec<String>,
        types: Vec<String>,
        method: Option<Method>,
    ) -> Result<Self, datatype::ParseError> {
        let columns = names.into_iter().zip(types).map(|(name, type_name)| {
            // Servers read an INSERT's states in their first version.
            let data_type = DataType::parse(&type_name)?.unversioned();
            let type_name = if type_name.contains("AggregateFunction(") {
                data_type.to_string()
            } else {
                type_name
            };
            Ok(Target { name, type_name, data_type })
        });
        Ok(Self { columns: columns.collect::<Result<_, _>>()?, method })
    }

    /// A block of `rows` rows, whose columns lie in `sections` in the order of their types. What it is made of may be
    /// parts of these.
    pub fn block(&self, rows: usize, sections: &[Bytes]) -> native::Result<Vec<Bytes>> {
        let mut columns = Sections::new(sections.iter().map(AsRef::as_ref));
        let mut inputs = Vec::with_capacity(self.columns.len());
        for Target { name, type_name, data_type } in &self.columns {
            let column = columns.column(data_type, rows)?;
            inputs.push(ColumnInput { name, type_name, data_type, column });
        }
        if let Some(method) = self.method {
            let mut block = Vec::with_capacity(sections.iter().map(Bytes::len).sum());
            native::encode_block(rows, &inputs, &mut block)?;
            let mut frames = Vec::new();
            compress::compress_frames_by(method, &block, &mut frames);
            return Ok(vec![frames.into()]);
        }
        let parts = encode_parts(rows, &inputs, LEAST_LENT)?;
        Ok(parts.into_iter().map(|part| bytes(part, sections)).collect())
    }
}

/// The bytes of a part, without a copy.
fn bytes(part: Part<'_>, sections: &[Bytes]) -> Bytes {
    match part {
        Part::Made(bytes) => bytes.into(),
        Part::Lent(bytes) => {
            let lender = sections.iter().find(|section| {
                let (outer, inner) = (section.as_ptr_range(), bytes.as_ptr_range());
                outer.start <= inner.start && inner.end <= outer.end
            });
            lender.map_or_else(|| Bytes::copy_from_slice(bytes), |section| section.slice_ref(bytes))
        }
    }
}
