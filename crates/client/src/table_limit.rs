//! The bytes of a table beyond which a server reads no more of it, and mostly says nothing.

use crate::failure::Failure;

/// The setting of that limit; 0 lifts it.
pub(crate) const SETTING: &str = "http_max_multipart_form_data_size";

/// The limit of servers whose profile says nothing.
pub(crate) const DEFAULT_SIZE: u64 = 1 << 30;

/// Counts the bytes of one table after the other.
#[derive(Debug)]
pub(crate) struct TableLimit {
    most: u64,
    table: Option<usize>,
    size: u64,
}

impl TableLimit {
    /// `most` bytes each; 0 for any number.
    pub(crate) fn new(most: u64) -> Self {
        Self { most, table: None, size: 0 }
    }

    /// Refuses the bytes of a table that the server would lose.
    pub(crate) fn count(&mut self, table: Option<usize>, bytes: u64) -> Result<(), Failure> {
        if self.table != table {
            self.table = table;
            self.size = 0;
        }
        self.size = self.size.saturating_add(bytes);
        if table.is_none() || self.most == 0 || self.size <= self.most {
            return Ok(());
        }
        let most = self.most;
        Err(Failure::invalid(format!(
            "the server takes {most} bytes for an external table, and this one has more: setting {SETTING} limits it"
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_every_table_by_itself() {
        let mut limit = TableLimit::new(10);
        for (table, bytes) in [(None, 99), (Some(0), 6), (Some(0), 4), (None, 99), (Some(1), 10)] {
            limit.count(table, bytes).unwrap();
        }
        let failure = limit.count(Some(1), 1).unwrap_err();
        assert!(failure.message.contains(SETTING));
        assert!(TableLimit::new(0).count(Some(0), u64::MAX).is_ok());
    }
}
