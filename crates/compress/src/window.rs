//! The unpacked data that a reader is shown.

/// Data of earlier frames that is still shown.
pub const HISTORY_SIZE: usize = 64 << 10;

/// The data of the current frame, and up to [`HISTORY_SIZE`] bytes of those before it.
#[derive(Debug, Default)]
pub(crate) struct Window {
    /// Earlier data from `from`, then the current frame up to `end`. Only grows: zeroing it again costs time.
    data: Vec<u8>,
    from: usize,
    /// Where the unread part starts.
    start: usize,
    end: usize,
}

impl Window {
    /// What is shown, read or not.
    pub(crate) fn recent(&self) -> &[u8] {
        self.data.get(self.from..self.end).unwrap_or_default()
    }

    /// What was not read yet.
    pub(crate) fn unread(&self) -> &[u8] {
        self.data.get(self.start..self.end).unwrap_or_default()
    }

    pub(crate) fn consume(&mut self, amount: usize) {
        self.start = self.start.saturating_add(amount).min(self.end);
    }

    /// Room for the next `size` bytes; [`Self::show`] shows them.
    pub(crate) fn room(&mut self, size: usize) -> &mut [u8] {
        let from = self.end.saturating_sub(HISTORY_SIZE).max(self.from);
        self.data.copy_within(from..self.end, 0);
        (self.from, self.start) = (0, self.end.saturating_sub(from));
        self.end = self.start;
        let end = self.start.saturating_add(size);
        if self.data.len() < end {
            self.data.resize(end, 0);
        }
        self.data.get_mut(self.start..end).unwrap_or_default()
    }

    /// Shows `size` further bytes, which were written into the room for them.
    pub(crate) fn show(&mut self, size: usize) {
        self.end = self.end.saturating_add(size).min(self.data.len());
    }

    /// Shows the bytes of `data` from [`HISTORY_SIZE`] to `end`, behind a copy of the last ones before them; the memory that
    /// held these.
    pub(crate) fn replace(&mut self, mut data: Vec<u8>, end: usize) -> Vec<u8> {
        let recent = self.recent();
        let kept = recent.get(recent.len().saturating_sub(HISTORY_SIZE)..).unwrap_or_default();
        let from = HISTORY_SIZE.saturating_sub(kept.len());
        if let Some(history) = data.get_mut(from..HISTORY_SIZE) {
            history.copy_from_slice(kept);
        }
        (self.from, self.start, self.end) = (from, HISTORY_SIZE, end);
        std::mem::replace(&mut self.data, data)
    }
}
