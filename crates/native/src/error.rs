use std::borrow::Cow;
use std::fmt;
use std::io;

/// The result of everything in this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why bytes could not be read as a block, or columns not be written as one.
///
/// The text grows from the inside out, a noun a layer: `block 3: price: offsets: …`.
#[derive(Debug)]
pub struct Error {
    kind: ErrorKind,
    path: Vec<Cow<'static, str>>,
}

/// What went wrong, for callers that decide by it.
#[derive(Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The source of bytes failed.
    Io(io::Error),
    /// The bytes ended inside a block.
    Truncated,
    /// The bytes contradict the format.
    Malformed(String),
    /// A type, or a form of it, that this version does not read or write.
    Unsupported(String),
    /// A length beyond a limit of this crate.
    Limit(String),
    /// The columns to be written contradict their types or the number of rows.
    Layout(String),
}

impl Error {
    pub(crate) fn malformed(message: impl Into<String>) -> Self {
        ErrorKind::Malformed(message.into()).into()
    }

    pub(crate) fn unsupported(message: impl Into<String>) -> Self {
        ErrorKind::Unsupported(message.into()).into()
    }

    pub(crate) fn limit(message: impl Into<String>) -> Self {
        ErrorKind::Limit(message.into()).into()
    }

    pub(crate) fn layout(message: impl Into<String>) -> Self {
        ErrorKind::Layout(message.into()).into()
    }

    /// What went wrong.
    pub fn kind(&self) -> &ErrorKind {
        &self.kind
    }
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Self {
        Self { kind, path: Vec::new() }
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof if error.get_ref().is_none() => {
                ErrorKind::Truncated.into()
            }
            _ => ErrorKind::Io(error).into(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for noun in self.path.iter().rev() {
            write!(f, "{noun}: ")?;
        }
        match &self.kind {
            ErrorKind::Io(error) => error.fmt(f),
            ErrorKind::Truncated => f.write_str("the data ends too early"),
            ErrorKind::Malformed(message)
            | ErrorKind::Unsupported(message)
            | ErrorKind::Limit(message)
            | ErrorKind::Layout(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.kind {
            ErrorKind::Io(error) => Some(error),
            _ => None,
        }
    }
}

/// Adds the noun of the layer that an error passes through.
pub(crate) trait At<T> {
    fn at(self, noun: impl Into<Cow<'static, str>>) -> Result<T>;

    /// The same with a noun that costs something.
    fn at_with<N: Into<Cow<'static, str>>>(self, noun: impl FnOnce() -> N) -> Result<T>;
}

impl<T> At<T> for Result<T> {
    fn at(self, noun: impl Into<Cow<'static, str>>) -> Result<T> {
        self.map_err(|mut error| {
            error.path.push(noun.into());
            error
        })
    }

    fn at_with<N: Into<Cow<'static, str>>>(self, noun: impl FnOnce() -> N) -> Result<T> {
        self.map_err(|mut error| {
            error.path.push(noun().into());
            error
        })
    }
}
