//! `JSON(…)`: objects, path by path.
//!
//! ```text
//! prefix  u64 version
//!           0   number of paths, again, and their names
//!           1   nothing
//!           2   number of paths and their names
//!           3   the same
//!         but for 1, the prefixes of the paths with a type, and those of the others, which are Dynamic
//! data    1     a text for each row, as of a String behind its length
//!         else  the values of the paths with a type, in the order of their names, and those of the others;
//!               with 0 and 2 the paths that have no column: for each row where its pairs end (u64), then the
//!               names of all as String, then the values as those of SharedVariant
//! ```
//!
//! Written is version 0, which servers from 24.8 on read, or 1.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::BufRead;
use std::sync::OnceLock;

use super::dynamic::{self, Builder, put_names};
use super::{
    Column, array, decode_data, encode_data, low_cardinality, prefix, sections, shared_values,
    string,
};
use crate::arena::Span;
use crate::block::{Decoding, MAX_NAME_BYTES};
use crate::datatype::{self, DataType};
use crate::error::{At, Error, Result};
use crate::write::Write;

const WITH_MOST_PATHS: u64 = 0;
const TEXT: u64 = 1;
const WITHOUT_MOST_PATHS: u64 = 2;
const FLATTENED: u64 = 3;

/// More paths than that in one column are no objects any more.
const MAX_PATHS: usize = 1 << 20;

/// Objects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Json<B> {
    /// Their texts: [`Column::Strings`].
    Text(Box<Column<B>>),
    /// Their values, path by path.
    Paths(Paths<B>),
}

/// The values of objects, path by path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths<B> {
    /// The paths with a type, in the type's order.
    pub typed: Vec<Column<B>>,
    /// One more number of 32 bits than other paths, from 0: where each path's name lies in `names`.
    pub offsets: B,
    /// The names of the other paths, joined.
    pub names: B,
    /// The values of the other paths, each a [`Column::Dynamic`]; NULL where an object lacks the path.
    pub dynamic: Vec<Column<B>>,
    /// The paths that have no column of their own.
    pub shared: Option<Box<Shared<B>>>,
}

/// Paths without a column: some pairs of a path and a value for each row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shared<B> {
    /// `rows + 1` numbers of 32 bits, from 0: where each row starts and ends.
    pub offsets: B,
    /// How many pairs there are in all.
    pub count: usize,
    /// The path of each pair: a `LowCardinality(String)`.
    pub keys: Column<B>,
    /// The value of each pair: a `Dynamic`.
    pub values: Column<B>,
}

/// What the prefix said.
#[derive(Debug)]
pub(super) enum Prefix {
    Text,
    Paths {
        names: Vec<Vec<u8>>,
        typed: Box<prefix::Prefix>,
        dynamic: Vec<prefix::Prefix>,
        shared: bool,
    },
}

/// The type of the keys of shared paths.
pub(super) fn shared_keys() -> &'static DataType {
    static KEYS: OnceLock<DataType> = OnceLock::new();
    KEYS.get_or_init(|| DataType::LowCardinality(Box::new(DataType::String)))
}

pub(super) fn decode_prefix<R: BufRead>(
    json: &datatype::Json,
    cx: &mut Decoding<'_, R>,
) -> Result<Prefix> {
    let version = cx.reader.u64().at("version")?;
    match version {
        TEXT => return Ok(Prefix::Text),
        WITH_MOST_PATHS => {
            cx.reader.varuint().at("most paths")?;
        }
        WITHOUT_MOST_PATHS | FLATTENED => {}
        _ => return Err(Error::unsupported(format!("JSON of version {version}"))),
    }
    let count = cx.reader.length(MAX_PATHS, "paths")?;
    let mut names = Vec::new();
    for _ in 0..count {
        names.push(cx.reader.string(MAX_NAME_BYTES).at("path")?);
    }
    if let Some(name) = twice(names.iter().map(Vec::as_slice).collect()) {
        return Err(Error::malformed(format!("the path {name} twice")));
    }
    let typed = Box::new(prefix::each(json.typed_paths.iter().map(|(_, known)| known), cx)?);
    let mut dynamic = Vec::new();
    for name in &names {
        let noun = || String::from_utf8_lossy(name).into_owned();
        dynamic.push(prefix::decode(&DataType::Dynamic { max_types: None }, cx).at_with(noun)?);
    }
    Ok(Prefix::Paths { names, typed, dynamic, shared: version != FLATTENED })
}

pub(super) fn decode<R: BufRead>(
    json: &datatype::Json,
    rows: usize,
    prefix: &prefix::Prefix,
    cx: &mut Decoding<'_, R>,
) -> Result<Column<Span>> {
    let no_paths = Prefix::Paths {
        names: Vec::new(),
        typed: Box::new(prefix::Prefix::None),
        dynamic: Vec::new(),
        shared: false,
    };
    let prefix = match prefix {
        prefix::Prefix::Json(prefix) => prefix,
        _ => &no_paths,
    };
    let Prefix::Paths { names, typed, dynamic, shared } = prefix else {
        return Ok(Column::Json(Json::Text(Box::new(string::decode_prefixed(rows, cx)?))));
    };
    if json.typed_paths.is_empty() && names.is_empty() && !*shared {
        cx.spare.take(rows)?;
    }
    let mut columns = Vec::with_capacity(json.typed_paths.len());
    for (index, (path, data_type)) in json.typed_paths.iter().enumerate() {
        columns.push(decode_data(data_type, rows, typed.argument(index), cx).at(path.clone())?);
    }
    let mut others = Vec::new();
    for (name, prefix) in names.iter().zip(dynamic) {
        let noun = || String::from_utf8_lossy(name).into_owned();
        others.push(dynamic::decode(rows, prefix, cx).at_with(noun)?);
    }
    let (offsets, bytes) = put_names(names.iter(), cx)?;
    let shared = if *shared { decode_shared(rows, cx).at("shared data")? } else { None };
    let paths = Paths { typed: columns, offsets, names: bytes, dynamic: others, shared };
    Ok(Column::Json(Json::Paths(paths)))
}

fn decode_shared<R: BufRead>(
    rows: usize,
    cx: &mut Decoding<'_, R>,
) -> Result<Option<Box<Shared<Span>>>> {
    let (offsets, count) = array::decode_offsets(rows, cx).at("offsets")?;
    if count == 0 {
        cx.arena.drop_from(offsets.start);
        return Ok(None);
    }
    let keys = decode_keys(count, cx).at("paths")?;
    let values = shared_values::read_prefixed(count, cx)?;
    let (members, columns) = shared_values::decode(&values, cx)?;
    let values = Builder { members: columns }.finish(members, cx)?;
    Ok(Some(Box::new(Shared { offsets, count, keys, values })))
}

/// Paths as a dictionary: few come often.
fn decode_keys<R: BufRead>(count: usize, cx: &mut Decoding<'_, R>) -> Result<Column<Span>> {
    let mut places: HashMap<Vec<u8>, u32> = HashMap::new();
    let mut names = Vec::new();
    let mut keys = Vec::new();
    for _ in 0..count {
        let name = cx.reader.string(MAX_NAME_BYTES)?;
        let next = u32::try_from(places.len()).map_err(|_| Error::limit("too many paths"))?;
        let place = *places.entry(name).or_insert_with_key(|name| {
            names.put_text(name);
            next
        });
        keys.push(place);
    }
    let size = places.len();
    let mut reader = crate::read::Reader { input: names.as_slice() };
    let dictionary = Box::new(string::decode(size, &mut cx.over(&mut reader))?);
    Ok(Column::LowCardinality { keys: cx.arena.put_u32s(&keys)?, size, dictionary })
}

impl Paths<&[u8]> {
    /// The name of a path without a type.
    pub(super) fn name(&self, index: usize) -> Result<&[u8]> {
        let offsets = self.offsets.as_chunks::<4>().0;
        let offset = |index: usize| offsets.get(index).map(|o| u32::from_le_bytes(*o) as usize);
        let bounds = offset(index).zip(offset(index.saturating_add(1)));
        bounds
            .and_then(|(start, end)| self.names.get(start..end))
            .ok_or_else(|| Error::layout("fewer names than paths"))
    }

    /// The names, and which comes first in their order.
    fn sorted(&self) -> Result<Vec<(&[u8], usize)>> {
        sections::offsets(self.offsets, self.dynamic.len(), self.names.len()).at("names")?;
        let names = (0..self.dynamic.len()).map(|index| Ok((self.name(index)?, index)));
        let mut names = names.collect::<Result<Vec<_>>>()?;
        names.sort_unstable();
        match twice(names.iter().map(|(name, _)| *name).collect()) {
            Some(name) => Err(Error::layout(format!("the path {name} twice"))),
            None => Ok(names),
        }
    }
}

/// A name that comes more than once.
fn twice(mut names: Vec<&[u8]>) -> Option<Cow<'_, str>> {
    names.sort_unstable();
    let mut pairs = names.iter().zip(names.iter().skip(1));
    pairs.find(|(a, b)| a == b).map(|(name, _)| String::from_utf8_lossy(name))
}

pub(super) fn encode_prefix(
    json: &datatype::Json,
    column: &Json<&[u8]>,
    out: &mut Vec<u8>,
) -> Result<()> {
    let Json::Paths(paths) = column else {
        out.put_u64(TEXT);
        return Ok(());
    };
    let names = paths.sorted()?;
    let most = json.max_dynamic_paths.unwrap_or(datatype::Json::DEFAULT_DYNAMIC_PATHS) as usize;
    if names.len() > most {
        // Servers send so many only in the flattened form, which is not written.
        return Err(Error::unsupported(format!(
            "{} paths with a column, of at most {most}: the others belong to the shared data",
            names.len()
        )));
    }
    out.put_u64(WITH_MOST_PATHS);
    out.put_varuint(names.len() as u64);
    out.put_varuint(names.len() as u64);
    for (name, _) in &names {
        out.put_text(name);
    }
    for ((_, data_type), column) in json.typed_paths.iter().zip(&paths.typed) {
        prefix::encode(data_type, column, out)?;
    }
    let inner = DataType::Dynamic { max_types: json.max_dynamic_types };
    for (_, index) in names {
        if let Some(column) = paths.dynamic.get(index) {
            prefix::encode(&inner, column, out)?;
        }
    }
    Ok(())
}

pub(super) fn encode(
    json: &datatype::Json,
    rows: usize,
    column: &Json<&[u8]>,
    out: &mut Vec<u8>,
) -> Result<()> {
    let paths = match column {
        Json::Text(texts) => return encode_data(&DataType::String, rows, texts, out),
        Json::Paths(paths) => paths,
    };
    if json.typed_paths.len() != paths.typed.len() {
        return Err(Error::layout("another number of columns than of paths with a type"));
    }
    for ((path, data_type), column) in json.typed_paths.iter().zip(&paths.typed) {
        encode_data(data_type, rows, column, out).at(path.clone())?;
    }
    let inner = DataType::Dynamic { max_types: json.max_dynamic_types };
    for (name, index) in paths.sorted()? {
        if let Some(column) = paths.dynamic.get(index) {
            let noun = || String::from_utf8_lossy(name).into_owned();
            encode_data(&inner, rows, column, out).at_with(noun)?;
        }
    }
    if let Some(shared) = &paths.shared {
        return encode_shared(rows, shared, out).at("shared data");
    }
    out.resize(out.len().saturating_add(rows.saturating_mul(size_of::<u64>())), 0);
    Ok(())
}

fn encode_shared(rows: usize, shared: &Shared<&[u8]>, out: &mut Vec<u8>) -> Result<()> {
    array::encode_offsets(rows, shared.offsets, shared.count, out)?;
    low_cardinality::encode_plain(shared.count, &shared.keys, out).at("paths")?;
    let Column::Dynamic(values) = &shared.values else {
        return Err(Error::layout("shared values that are no Dynamic"));
    };
    dynamic::encode_shared(shared.count, values, out)
}
