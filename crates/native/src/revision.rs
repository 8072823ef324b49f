/// The form of the bytes, which the request chooses and the bytes do not tell: ClickHouse's protocol version, as
/// `client_protocol_version` names it.
///
/// Each form that it switches has a name here; nothing else compares the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Revision(u32);

impl Revision {
    /// Without `client_protocol_version`; inserts always.
    pub const PLAIN: Self = Self(0);

    /// What this client asks for: a `BlockInfo` before each block, and `DateTime` keeps its time zone. `LowCardinality`
    /// is kept, and the same bytes come from every server version.
    pub const CLIENT: Self = Self(54_405);

    /// Any version; one that the server does not know yet is its newest.
    pub const fn new(version: u32) -> Self {
        Self(version)
    }

    /// The number, as requests name it.
    pub const fn version(self) -> u32 {
        self.0
    }

    /// A `BlockInfo` before each block.
    pub(crate) const fn has_block_info(self) -> bool {
        self.0 > 0
    }

    /// The `BlockInfo` lists the buckets that are out of order.
    pub(crate) const fn has_bucket_list(self) -> bool {
        self.0 >= 54_480
    }

    /// A byte behind each type tells whether the column lies on the wire in a special way.
    pub(crate) const fn has_kinds(self) -> bool {
        self.0 >= 54_454
    }

    /// Strings are all offsets and then all bytes.
    pub(crate) const fn has_string_offsets(self) -> bool {
        self.0 >= 54_492
    }
}
