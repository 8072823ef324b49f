use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::failure::Failure;
use crate::query_string::Pair;
use crate::request::Request;
use crate::table_limit::DEFAULT_SIZE;

/// Names of the errors with which servers refuse a setting before they do anything: to users who may change none, for
/// a constraint, and because they do not know it.
const REFUSALS: [&str; 3] = ["READONLY", "SETTING_CONSTRAINT_VIOLATION", "UNKNOWN_SETTING"];

/// Whether the server lets the user of a session have the settings that we would like.
#[derive(Debug, Default)]
pub(crate) struct Modesty {
    accepted: AtomicBool,
    refused: AtomicBool,
    /// The most bytes of a table where they are refused.
    most: OnceLock<u64>,
}

impl Modesty {
    /// The settings to send with a query.
    pub(crate) fn wishes(&self, request: &Request, bytes: bool) -> Vec<Pair<'static>> {
        if self.refused() { Vec::new() } else { request.wishes(bytes) }
    }

    pub(crate) fn refused(&self) -> bool {
        self.refused.load(Ordering::Relaxed)
    }

    /// Whether the server has said what it lets the user have.
    pub(crate) fn known(&self) -> bool {
        self.refused() || self.accepted.load(Ordering::Relaxed)
    }

    /// Notes that the server takes all of them.
    pub(crate) fn accepts(&self) {
        self.accepted.store(true, Ordering::Relaxed);
    }

    /// Whether a query failed for one of these settings alone; further ones then come without.
    pub(crate) fn learns(&self, failure: &Failure, wishes: &[Pair<'_>]) -> bool {
        let named = |&(name, _): &Pair<'_>| failure.message.contains(name);
        let refused = REFUSALS.contains(&failure.code.as_str()) && wishes.iter().any(named);
        if refused {
            self.refused.store(true, Ordering::Relaxed);
        }
        refused
    }

    /// Whether the limit of a user who may not change it is known.
    pub(crate) fn knows_most(&self) -> bool {
        self.most.get().is_some()
    }

    /// Notes that limit, or that the server does not tell it.
    pub(crate) fn limits(&self, most: Option<u64>) {
        self.most.get_or_init(|| most.unwrap_or(DEFAULT_SIZE));
    }

    /// The most bytes of a table that the server reads of a request; 0 for any number.
    pub(crate) fn most(&self, request: &Request) -> u64 {
        match request.table_size() {
            Some(given) => given.parse().unwrap_or(0),
            None if self.refused() => self.most.get().copied().unwrap_or(DEFAULT_SIZE),
            None => 0,
        }
    }
}
