use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};

use bytes::Bytes;
use tokio::task::spawn_blocking;

/// A file of so many bytes gets no further chunks: what was read is to make room on the disk.
const FILE_BYTES: u64 = 64 << 20;

/// What waits at most: what comes in some three hours.
const MOST_BYTES: u64 = 4 << 30;

/// Chunks of a response that nobody has read yet, in temporary files without a name.
///
/// A file is gone when all of it was read, and with the process.
#[derive(Debug, Default)]
pub(crate) struct Spill {
    files: VecDeque<Chunks>,
    /// Bytes that wait.
    size: u64,
    /// What the files did not take, behind all others.
    last: Option<Bytes>,
}

/// One file.
#[derive(Debug, Default)]
struct Chunks {
    file: Option<File>,
    /// The sizes of the chunks that wait.
    sizes: VecDeque<usize>,
    /// Where the first of them begins, and the last ends.
    start: u64,
    end: u64,
}

impl Spill {
    /// Whether it takes a further chunk.
    pub(crate) fn takes_more(&self) -> bool {
        self.last.is_none() && self.size < MOST_BYTES
    }

    /// Puts a chunk behind the others.
    pub(crate) async fn push(&mut self, chunk: Bytes) {
        if self.files.back().is_none_or(|chunks| chunks.end >= FILE_BYTES) {
            self.files.push_back(Chunks::default());
        }
        let Some(chunks) = self.files.back_mut() else { return };
        match chunks.push(chunk.clone()).await {
            Ok(()) => self.size = self.size.saturating_add(chunk.len() as u64),
            Err(_) => self.last = Some(chunk),
        }
    }

    /// Takes the first chunk.
    pub(crate) async fn pop(&mut self) -> io::Result<Option<Bytes>> {
        while let Some(chunks) = self.files.front_mut() {
            if let Some(chunk) = chunks.pop().await? {
                self.size = self.size.saturating_sub(chunk.len() as u64);
                if chunks.sizes.is_empty() {
                    self.files.pop_front();
                }
                return Ok(Some(chunk));
            }
            self.files.pop_front();
        }
        Ok(self.last.take())
    }
}

impl Chunks {
    async fn push(&mut self, chunk: Bytes) -> io::Result<()> {
        let (size, end) = (chunk.len(), self.end);
        self.work(move |file| {
            file.seek(SeekFrom::Start(end))?;
            file.write_all(&chunk)
        })
        .await?;
        self.sizes.push_back(size);
        self.end = end.saturating_add(size as u64);
        Ok(())
    }

    async fn pop(&mut self) -> io::Result<Option<Bytes>> {
        let Some(size) = self.sizes.pop_front() else { return Ok(None) };
        let start = self.start;
        let chunk = self.work(move |file| {
            let mut chunk = vec![0; size];
            file.seek(SeekFrom::Start(start))?;
            file.read_exact(&mut chunk)?;
            Ok(chunk)
        });
        let chunk = chunk.await?;
        self.start = start.saturating_add(size as u64);
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
            assert_eq!(spill.files.is_empty(), read == written);
            assert_eq!(spill.size == 0, read == written);
        }
        assert_eq!(spill.pop().await.unwrap(), None);
    }

    #[tokio::test]
    async fn what_the_file_does_not_take_is_not_lost() {
        let mut spill = Spill::default();
        spill.push(Bytes::from_static(b"first")).await;
        // A file that is open for reading refuses to be written.
        let path = std::env::current_exe().unwrap();
        let writable = spill.files[0].file.replace(File::open(path).unwrap());
        spill.push(Bytes::from_static(b"second")).await;
        assert!(!spill.takes_more());
        spill.files[0].file = writable;
        assert_eq!(spill.pop().await.unwrap().unwrap(), "first");
        assert_eq!(spill.pop().await.unwrap().unwrap(), "second");
        assert!(spill.takes_more());
        assert_eq!(spill.pop().await.unwrap(), None);
    }

    #[tokio::test]
    async fn files_are_gone_when_they_were_read() {
        let mut spill = Spill::default();
        let chunk = |n: u8| Bytes::from(vec![n; 24 << 20]);
        for n in 0..7 {
            spill.push(chunk(n)).await;
        }
        for (n, files) in [(0, 3), (1, 3), (2, 2), (3, 2), (4, 2), (5, 1), (6, 0)] {
            assert_eq!(spill.pop().await.unwrap().unwrap(), chunk(n));
            assert_eq!(spill.files.len(), files);
        }
    }
}
