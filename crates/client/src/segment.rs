use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;

use crate::activity::Activity;
use crate::blocks::Blocks;
use crate::failure::Failure;
use crate::file::FileReader;
use crate::upload::{PIECE_SIZE, Upload};

/// A part of a body.
#[derive(Debug, Clone)]
pub enum Segment {
    /// Bytes that are there.
    Bytes(Bytes),
    /// All of a file, which is read while it is sent.
    File(PathBuf),
    /// What comes block by block.
    Blocks(Arc<Blocks>),
}

impl Segment {
    /// Makes it ready to be sent, once.
    pub(crate) async fn open(&self, activity: &Activity) -> Result<Opened, Failure> {
        Ok(match self {
            Self::Bytes(bytes) => Opened::Bytes(bytes.clone()),
            Self::File(path) => Opened::File(FileReader::open(path).await?),
            Self::Blocks(blocks) => {
                Opened::Blocks(Upload::new(Vec::new(), Arc::clone(blocks), activity.clone()))
            }
        })
    }
}

/// A part of a body that is being sent.
#[derive(Debug)]
pub(crate) enum Opened {
    Bytes(Bytes),
    File(FileReader),
    Blocks(Upload),
}

impl Opened {
    /// How many bytes it has, where that is known.
    pub(crate) fn size(&self) -> Option<u64> {
        match self {
            Self::Bytes(bytes) => Some(bytes.len() as u64),
            Self::File(file) => Some(file.left()),
            Self::Blocks(_) => None,
        }
    }

    /// The next bytes; nothing at its end.
    pub(crate) async fn next(&mut self) -> Option<Result<Bytes, Failure>> {
        match self {
            Self::Bytes(bytes) if bytes.is_empty() => None,
            Self::Bytes(bytes) => Some(Ok(bytes.split_to(bytes.len().min(PIECE_SIZE)))),
            Self::File(file) => file.next().await,
            Self::Blocks(upload) => upload.next().await,
        }
    }
}
