//! What can be wrong with packed bytes.

use std::fmt;
use std::io;

/// The kind of damage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The checksum does not match the bytes.
    Checksum,
    /// The method byte is unknown or not supported.
    Method,
    /// A size in the header is beyond the limit.
    Limit,
    /// The stream ended inside a frame or a coding.
    Truncated,
    /// Sizes contradict each other or the payload is not what the method says.
    Corrupt,
}

/// A frame or a content coding that cannot be read; travels as the source of an [`io::Error`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    kind: ErrorKind,
    /// What it is that cannot be read: `frame`, or the name of a coding.
    subject: &'static str,
    message: String,
    offset: u64,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, subject: "frame", message: message.into(), offset: 0 }
    }

    /// Says that it is about a body in the coding of that name.
    pub(crate) fn of_coding(mut self, name: &'static str) -> Self {
        self.subject = name;
        self
    }

    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    /// Says where in the compressed stream the bad part starts.
    pub(crate) fn at(mut self, offset: u64) -> Self {
        self.offset = offset;
        self
    }

    /// The kind of damage.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// Where the bad part starts, in bytes from the start of the compressed stream.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// Finds it inside an [`io::Error`] of a reader of this crate.
    pub fn of(error: &io::Error) -> Option<&Self> {
        error.get_ref()?.downcast_ref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}: {}", self.subject, self.offset, self.message)
    }
}

impl std::error::Error for Error {}

impl From<Error> for io::Error {
    fn from(error: Error) -> Self {
        let kind = match error.kind {
            ErrorKind::Truncated => io::ErrorKind::UnexpectedEof,
            _ => io::ErrorKind::InvalidData,
        };
        Self::new(kind, error)
    }
}
