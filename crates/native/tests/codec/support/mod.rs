//! What the tests share.

pub(crate) mod body;
pub(crate) mod decimal;
pub(crate) mod golden;
pub(crate) mod invariants;
pub(crate) mod json;
pub(crate) mod layout;
pub(crate) mod memory;
pub(crate) mod parts;
pub(crate) mod strategy;
pub(crate) mod time;
pub(crate) mod value;
pub(crate) mod wire;
