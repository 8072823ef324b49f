use std::sync::atomic::{AtomicBool, Ordering};

use crate::failure::Failure;
use crate::query_string::Pair;
use crate::request::Request;

/// Names of the errors with which servers refuse a setting before they do anything: to users who may change none, for
/// a constraint, and because they do not know it.
const REFUSALS: [&str; 3] = ["READONLY", "SETTING_CONSTRAINT_VIOLATION", "UNKNOWN_SETTING"];

/// Whether the server lets the user of a session have the settings that we would like.
#[derive(Debug, Default)]
pub(crate) struct Modesty {
    refused: AtomicBool,
}

impl Modesty {
    /// The settings to send with a query.
    pub(crate) fn wishes(&self, request: &Request, bytes: bool) -> Vec<Pair<'static>> {
        if self.refused.load(Ordering::Relaxed) { Vec::new() } else { request.wishes(bytes) }
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
}
