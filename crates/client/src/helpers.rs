use std::sync::{Arc, OnceLock};
use std::thread;

use compress::{FrameReader, Helpers, Task};
use tokio::runtime::Handle;
use tokio::sync::Semaphore;

use crate::content::Content;
use crate::queue::Queue;
use crate::source::Source;

/// Reads the frames of `content`, whose items go to `items`. Further threads unpack frames as long as the decoder is what
/// everybody waits for: its consumer has taken all items, and the network has brought more frames.
pub(crate) fn frames<T: Send + 'static>(
    content: Content,
    items: &Arc<Queue<T>>,
) -> FrameReader<Content> {
    FrameReader::with_helpers(content, Box::new(Crew { items: Arc::clone(items) }))
}

struct Crew<T> {
    items: Arc<Queue<T>>,
}

impl<T: Send> Helpers<Content> for Crew<T> {
    fn is_at_hand(&self, input: &mut Content) -> bool {
        self.items.is_empty() && !input.peek().is_empty()
    }

    /// As many of the runtime's threads as half of the machine's cores unpack frames, whoever reads them.
    fn hand_over(&self, task: Task) -> bool {
        static FREE: OnceLock<Arc<Semaphore>> = OnceLock::new();
        let free = FREE.get_or_init(|| {
            let cores = thread::available_parallelism().map_or(1, usize::from);
            Arc::new(Semaphore::new(cores / 2))
        });
        let (Ok(permit), Ok(runtime)) =
            (Arc::clone(free).try_acquire_owned(), Handle::try_current())
        else {
            return false;
        };
        runtime.spawn_blocking(move || {
            task.run();
            drop(permit);
        });
        true
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use bytes::Bytes;

    use super::*;
    use crate::body::{Body, End};
    use crate::failure::Failure;

    /// What is read of frames that have all come, while `items` go to a consumer.
    fn read(data: &[u8], items: &Arc<Queue<u8>>) -> Vec<u8> {
        let mut packed = Vec::new();
        for part in data.chunks(1 << 20) {
            compress::compress_frames(part, &mut packed);
        }
        let chunks = packed.chunks(300_000).map(Bytes::copy_from_slice).collect();
        let body = Body::new(chunks, None, Arc::new(OnceLock::from(End::Whole)));
        let mut out = Vec::new();
        frames(Content::new(body, None), items).read_to_end(&mut out).unwrap();
        out
    }

    #[tokio::test]
    async fn frames_are_the_same_however_many_are_read_at_once() {
        let data: Vec<u8> = (0..3_000_000_u32).flat_map(u32::to_le_bytes).collect();
        let readers: Vec<_> = [false, true, true, true]
            .into_iter()
            .map(|starving| {
                let data = data.clone();
                tokio::task::spawn_blocking(move || {
                    let items = Arc::new(Queue::new(10));
                    assert!(starving || items.push(1, 1));
                    let out = read(&data, &items);
                    items.abort(Failure::closed());
                    out == data
                })
            })
            .collect();
        for reader in readers {
            assert!(reader.await.unwrap());
        }
    }
}
