use compress::{Coding, Method, Packer};

/// How the bodies of a request and of its response are compressed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Compression {
    /// Not at all.
    #[default]
    None,
    /// ClickHouse's frames of LZ4, both ways.
    Lz4,
    /// Requests in ClickHouse's frames of ZSTD, which can be made side by side; responses in the content coding, because
    /// servers know no frames but LZ4 there.
    Zstd,
    /// The content coding `gzip`, both ways.
    Gzip,
    /// The content coding `deflate`, both ways.
    Deflate,
    /// The content coding `br`, both ways.
    Brotli,
}

impl Compression {
    /// Its name: as in `Accept-Encoding`, and `lz4`.
    pub fn of(name: &str) -> Option<Self> {
        Some(match name {
            "lz4" => Self::Lz4,
            "zstd" => Self::Zstd,
            "gzip" => Self::Gzip,
            "deflate" => Self::Deflate,
            "br" => Self::Brotli,
            _ => return None,
        })
    }

    /// The content coding that responses are asked to have.
    pub(crate) fn coding(self) -> Option<Coding> {
        match self {
            Self::None | Self::Lz4 => None,
            Self::Zstd => Some(Coding::Zstd),
            Self::Gzip => Some(Coding::Gzip),
            Self::Deflate => Some(Coding::Deflate),
            Self::Brotli => Some(Coding::Brotli),
        }
    }

    /// What packs the frames of requests, if these come in frames.
    pub fn method(self) -> Option<Method> {
        match self {
            Self::Lz4 => Some(Method::Lz4),
            Self::Zstd => Some(Method::Zstd),
            Self::None | Self::Gzip | Self::Deflate | Self::Brotli => None,
        }
    }

    /// The content coding that requests have.
    pub(crate) fn body_coding(self) -> Option<Coding> {
        self.coding().filter(|_| self.method().is_none())
    }

    /// What packs requests in their content coding.
    pub(crate) fn packer(self) -> Option<Packer> {
        match self {
            Self::None | Self::Lz4 | Self::Zstd => None,
            Self::Gzip => Some(Packer::gzip()),
            Self::Deflate => Some(Packer::deflate()),
            Self::Brotli => Some(Packer::brotli()),
        }
    }
}
