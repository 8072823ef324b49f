//! Memory.

use std::fs;

/// The most memory that this process ever had; 0 where the system does not tell.
pub(crate) fn bytes() -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<usize>().ok());
    kilobytes.unwrap_or_default().saturating_mul(1024)
}
