use std::io::{self, BufRead, Read};

use compress::{Coding, CodingReader};

use crate::body::Body;
use crate::source::Source;

/// A body without the content coding that it came in, if it has one.
#[derive(Debug)]
pub(crate) enum Content {
    Plain(Body),
    Coded(Box<CodingReader<Body>>),
}

impl Content {
    pub(crate) fn new(body: Body, coding: Option<Coding>) -> Self {
        match coding {
            None => Self::Plain(body),
            Some(coding) => Self::Coded(Box::new(CodingReader::new(coding, body))),
        }
    }
}

impl BufRead for Content {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        match self {
            Self::Plain(body) => body.fill_buf(),
            Self::Coded(reader) => reader.fill_buf(),
        }
    }

    fn consume(&mut self, amount: usize) {
        match self {
            Self::Plain(body) => body.consume(amount),
            Self::Coded(reader) => reader.consume(amount),
        }
    }
}

impl Read for Content {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(body) => body.read(out),
            Self::Coded(reader) => reader.read(out),
        }
    }
}

impl Source for Content {
    fn body(&mut self) -> &mut Body {
        match self {
            Self::Plain(body) => body,
            Self::Coded(reader) => reader.get_mut(),
        }
    }

    fn unpacked(&self) -> Option<&[u8]> {
        match self {
            Self::Plain(_) => None,
            Self::Coded(reader) => Some(reader.recent()),
        }
    }

    fn peek(&mut self) -> &[u8] {
        match self {
            Self::Plain(body) => body.unread(),
            Self::Coded(reader) => reader.unread(),
        }
    }
}
