use std::fs::{self, File};
use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use tokio::task::spawn_blocking;

use crate::failure::{Failure, FailureKind};
use crate::upload::PIECE_SIZE;

/// A file that is read while it is sent: as many bytes as it had when it was opened.
#[derive(Debug)]
pub(crate) struct FileReader {
    path: PathBuf,
    file: Arc<File>,
    left: u64,
}

impl FileReader {
    /// Opens a file; nothing else, whose opening might wait or whose size is unknown.
    pub(crate) async fn open(path: &Path) -> Result<Self, Failure> {
        let owned = path.to_owned();
        let opening = spawn_blocking(move || {
            let found = fs::metadata(&owned)?;
            if found.is_dir() {
                return Err(io::ErrorKind::IsADirectory.into());
            }
            if !found.is_file() {
                return Ok(None);
            }
            let file = File::open(&owned)?;
            let left = file.metadata()?.len();
            Ok((left > 0 || is_empty(&file)?).then_some((file, left)))
        });
        match opened(opening.await) {
            Ok(Some((file, left))) => {
                Ok(Self { path: path.to_owned(), file: Arc::new(file), left })
            }
            Ok(None) => {
                let path = path.display();
                let why = "is no plain file with a size; give its stream as data";
                Err(Failure::invalid(format!("{path} {why}")))
            }
            Err(error) => Err(unreadable(path, &error)),
        }
    }

    /// How many bytes have not been read.
    pub(crate) fn left(&self) -> u64 {
        self.left
    }

    /// The next bytes; nothing at the end.
    pub(crate) async fn next(&mut self) -> Option<Result<Bytes, Failure>> {
        let size = self.left.min(PIECE_SIZE as u64);
        if size == 0 {
            return None;
        }
        let file = Arc::clone(&self.file);
        let reading = spawn_blocking(move || {
            let mut bytes = Vec::with_capacity(PIECE_SIZE);
            (&*file).take(size).read_to_end(&mut bytes)?;
            Ok(bytes)
        });
        let bytes = match opened(reading.await) {
            Ok(bytes) => bytes,
            Err(error) => return Some(Err(unreadable(&self.path, &error))),
        };
        if (bytes.len() as u64) < size {
            let why = "it became shorter while it was sent";
            return Some(Err(failure("ERR_FILE_CHANGED", &self.path, why)));
        }
        self.left = self.left.saturating_sub(size);
        Some(Ok(bytes.into()))
    }
}

/// Whether a file that says so has nothing: those of `/proc` do not tell what they have.
fn is_empty(mut file: &File) -> io::Result<bool> {
    let empty = file.read(&mut [0])? == 0;
    file.rewind()?;
    Ok(empty)
}

/// The outcome of a task on a thread, whose end without one is an error as well.
fn opened<T>(outcome: Result<io::Result<T>, tokio::task::JoinError>) -> io::Result<T> {
    outcome.unwrap_or_else(|error| Err(io::Error::other(error)))
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    let (code, why) = match error.kind() {
        io::ErrorKind::NotFound => ("ENOENT", "it does not exist".to_owned()),
        io::ErrorKind::PermissionDenied => ("EACCES", "the system does not permit it".to_owned()),
        io::ErrorKind::IsADirectory => ("EISDIR", "it is a directory".to_owned()),
        _ => ("EIO", error.to_string()),
    };
    failure(code, path, &why)
}

fn failure(code: &str, path: &Path, why: &str) -> Failure {
    let message = format!("cannot read the file {}: {why}", path.display());
    Failure::new(FailureKind::File, code, message)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    async fn read(path: &Path) -> Result<Vec<u8>, Failure> {
        let mut reader = FileReader::open(path).await?;
        let mut all = Vec::new();
        while let Some(piece) = reader.next().await {
            all.extend_from_slice(&piece?);
        }
        Ok(all)
    }

    #[tokio::test]
    async fn gives_all_of_a_file_as_it_was() {
        for size in [0, 1, PIECE_SIZE, PIECE_SIZE * 2 + 3] {
            let mut file = tempfile::NamedTempFile::new().unwrap();
            let bytes: Vec<u8> = (0..size).map(|n| u8::try_from(n % 251).unwrap()).collect();
            file.write_all(&bytes).unwrap();
            let mut reader = FileReader::open(file.path()).await.unwrap();
            file.write_all(b"what comes later").unwrap();
            assert_eq!(reader.left(), size as u64);
            let mut all = Vec::new();
            while let Some(piece) = reader.next().await {
                all.extend_from_slice(&piece.unwrap());
            }
            assert!(all == bytes);
        }
    }

    #[tokio::test]
    async fn a_file_that_becomes_shorter_is_a_failure() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(&vec![7; PIECE_SIZE * 2]).unwrap();
        let mut reader = FileReader::open(file.path()).await.unwrap();
        reader.next().await.unwrap().unwrap();
        file.as_file().set_len(PIECE_SIZE as u64 + 1).unwrap();
        let failure = reader.next().await.unwrap().unwrap_err();
        assert_eq!((failure.kind, failure.code.as_str()), (FailureKind::File, "ERR_FILE_CHANGED"));
    }

    #[tokio::test]
    async fn what_is_no_file_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        let code = async |path: &Path| read(path).await.unwrap_err().code;
        assert_eq!(code(directory.path()).await, "EISDIR");
        assert_eq!(code(&directory.path().join("nothing")).await, "ENOENT");
        if cfg!(unix) {
            assert_eq!(code(Path::new("/dev/null")).await, "ERR_INVALID_ARG");
        }
        if cfg!(target_os = "linux") {
            assert_eq!(code(Path::new("/proc/self/status")).await, "ERR_INVALID_ARG");
        }
    }
}
