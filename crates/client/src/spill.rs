use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};

use bytes::Bytes;
use tokio::task::spawn_blocking;

/// Chunks of a response that nobody has read yet, in a temporary file without a name.
///
/// The file is gone when all of it was read, and with the process.
#[derive(Debug, Default)]
pub(crate) struct Spill {
    file: Option<File>,
    /// The sizes of the chunks in the file, which begin at `start`.
    sizes: VecDeque<usize>,
    start: u64,
    /// What the file did not take, behind all others.
    last: Option<Bytes>,
}

impl Spill {
    /// Whether it takes a further chunk.
    pub(crate) fn takes_more(&self) -> bool {
        self.last.is_none()
    }

    /// Puts a chunk behind the others.
    pub(crate) async fn push(&mut self, chunk: Bytes) {
        let (bytes, size) = (chunk.clone(), chunk.len());
        let end = self.sizes.iter().fold(self.start, |end, &size| end.saturating_add(size as u64));
        let written = self.work(move |file| {
            file.seek(SeekFrom::Start(end))?;
            file.write_all(&bytes)
        });
        match written.await {
            Ok(()) => self.sizes.push_back(size),
            Err(_) => self.last = Some(chunk),
        }
    }

    /// Takes the first chunk.
    pub(crate) async fn pop(&mut self) -> io::Result<Option<Bytes>> {
        let Some(size) = self.sizes.pop_front() else { return Ok(self.last.take()) };
        let start = self.start;
        let chunk = self.work(move |file| {
            let mut chunk = vec![0; size];
            file.seek(SeekFrom::Start(start))?;
            file.read_exact(&mut chunk)?;
            Ok(chunk)
        });
        let chunk = chunk.await?;
        self.start = self.start.saturating_add(size as u64);
        if self.sizes.is_empty() {
            self.file = None;
            self.start = 0;
        }
        Ok(Some(chunk.into()))
    }

    /// Works with the file on a thread that may wait for the disk.
    async fn work<T: Send + 'static>(
        &mut self,
        work: impl FnOnce(&mut File) -> io::Result<T> + Send + 'static,
    ) -> io::Result<T> {
        let file = self.file.take();
        let done = spawn_blocking(move || {
            let mut file = file.map_or_else(tempfile::tempfile, Ok)?;
            let result = work(&mut file);
            io::Result::Ok((file, result))
        });
        let (file, result) = done.await.map_err(io::Error::other)??;
        self.file = Some(file);
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn chunks_come_out_as_they_went_in() {
        let chunk = |n: u8| Bytes::from(vec![n; usize::from(n) * 1000]);
        let mut spill = Spill::default();
        let (mut written, mut read) = (0, 0);
        for (more, fewer) in [(3, 1), (5, 7), (1, 0), (40, 20), (2, 23), (1, 1)] {
            for _ in 0..more {
                spill.push(chunk(written)).await;
                written += 1;
            }
            for _ in 0..fewer {
                assert_eq!(spill.pop().await.unwrap().unwrap(), chunk(read));
                read += 1;
            }
            assert_eq!(spill.file.is_none(), read == written);
        }
        assert_eq!(spill.pop().await.unwrap(), None);
    }

    #[tokio::test]
    async fn what_the_file_does_not_take_is_not_lost() {
        let mut spill = Spill::default();
        spill.push(Bytes::from_static(b"first")).await;
        // A file that is open for reading refuses to be written.
        let path = std::env::current_exe().unwrap();
        let writable = spill.file.replace(File::open(path).unwrap());
        spill.push(Bytes::from_static(b"second")).await;
        assert!(!spill.takes_more());
        spill.file = writable;
        assert_eq!(spill.pop().await.unwrap().unwrap(), "first");
        assert_eq!(spill.pop().await.unwrap().unwrap(), "second");
        assert!(spill.takes_more());
        assert_eq!(spill.pop().await.unwrap(), None);
    }
}
