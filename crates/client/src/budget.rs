use std::sync::{Mutex, PoisonError};

/// Retries that may be made at once.
const MOST: f64 = 64.0;

/// What each request that was answered adds: in the long run one retry for so many requests.
const SHARE: f64 = 0.1;

/// How many retries a session may still make, so that an outage does not multiply its load.
#[derive(Debug)]
pub(crate) struct Budget {
    left: Mutex<f64>,
}

impl Budget {
    pub(crate) fn new() -> Self {
        Self { left: Mutex::new(MOST) }
    }

    /// Takes one retry, if there is one.
    pub(crate) fn take(&self) -> bool {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        let there = *left >= 1.0;
        if there {
            *left -= 1.0;
        }
        there
    }

    /// A request was answered.
    pub(crate) fn earn(&self) {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        *left = (*left + SHARE).min(MOST);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retries_run_out_and_come_back_with_answers() {
        let budget = Budget::new();
        let taken = (0..1000).take_while(|_| budget.take()).count();
        assert_eq!(taken, 64);
        for _ in 0..11 {
            budget.earn();
        }
        assert!(budget.take() && !budget.take());
    }
}
