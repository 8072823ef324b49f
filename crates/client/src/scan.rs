//! Finds an exception behind data that began with status 200.
//!
//! Servers write three forms, the newest first:
//!
//! ```text
//! \r\n__exception__\r\n<TAG>\r\n<message>\n<LENGTH> <TAG>\r\n__exception__\r\n    from 25.11, TAG is in a header
//! __exception__\r\nCode: …\n                                                     24.11 to 25.10
//! Code: …\n                                                                      up to 24.10
//! ```
//!
//! The data may hold such texts as well (query logs do), so a scan follows only a block that could not be read, a
//! known tag is believed alone, and the oldest form must be plain text up to the very end.

pub(crate) const MARK: &[u8] = b"__exception__\r\n";
pub(crate) const TAG_SIZE: usize = 16;

/// The text of the exception at the end of `tail`.
///
/// `tag` is the one of the headers. `ended` says that the body came to its regular end, which the oldest form needs.
pub(crate) fn find(tail: &[u8], tag: Option<&str>, ended: bool) -> Option<String> {
    let text = match tag {
        Some(tag) => tagged(tail, tag.as_bytes())?,
        None => untagged(tail).or_else(|| plain(tail).filter(|_| ended))?,
    };
    Some(String::from_utf8_lossy(text).into_owned())
}

/// Whether `bytes` begin as an exception in any form, and not as a block.
pub(crate) fn begins(bytes: &[u8]) -> bool {
    let mut forms = [b"\r\n__exception__\r\n", MARK, b"Code: "].into_iter();
    forms.any(|form: &[u8]| bytes.starts_with(form) || form.starts_with(bytes))
}

fn tagged<'a>(tail: &'a [u8], tag: &[u8]) -> Option<&'a [u8]> {
    let mark = [MARK, tag, b"\r\n"].concat();
    let start = rfind(tail, &mark)?.checked_add(mark.len())?;
    Some(message(tail.get(start..)?, tag))
}

/// Cuts the closing line off, which is not there when the trailer itself was cut.
fn message<'a>(text: &'a [u8], tag: &[u8]) -> &'a [u8] {
    let closing = [b" ", tag, b"\r\n", MARK].concat();
    let Some(end) = rfind(text, &closing) else { return text };
    let text = text.get(..end).unwrap_or(text);
    let digits = text.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    text.get(..text.len().saturating_sub(digits)).unwrap_or(text)
}

/// A mark that the headers did not announce; also when a proxy took the tag's header away.
pub(crate) fn untagged(tail: &[u8]) -> Option<&[u8]> {
    let mut end = tail.len();
    while let Some(at) = rfind(tail.get(..end)?, MARK) {
        let text = tail.get(at.checked_add(MARK.len())?..)?;
        if text.starts_with(b"Code: ") {
            return Some(text);
        }
        if let Some((tag, text)) = text.split_at_checked(TAG_SIZE)
            && tag.iter().all(u8::is_ascii_lowercase)
            && let Some(text) = text.strip_prefix(b"\r\n")
        {
            return Some(message(text, tag));
        }
        end = at;
    }
    None
}

/// `Code: N. DB::…Exception: …` with nothing but text behind it.
fn plain(tail: &[u8]) -> Option<&[u8]> {
    let start = tail.iter().rposition(|&byte| !is_text(byte)).map_or(0, |at| at.saturating_add(1));
    let text = tail.get(start..)?;
    let mut best = None;
    let mut end = text.len();
    while let Some(at) = rfind(text.get(..end)?, b"Code: ") {
        let candidate = text.get(at..)?;
        if is_exception(candidate) {
            best = Some(candidate);
            // One inside the message of another follows white space; the one that counts follows data.
            let before = at.checked_sub(1).and_then(|before| text.get(before));
            if !before.is_some_and(u8::is_ascii_whitespace) {
                break;
            }
        }
        end = at;
    }
    best
}

pub(crate) fn is_text(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | b'\r' | b' '..)
}

pub(crate) fn is_exception(text: &[u8]) -> bool {
    let Some(rest) = text.strip_prefix(b"Code: ") else { return false };
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let head = rest.get(digits..).unwrap_or_default();
    let head = head.get(..64).unwrap_or(head);
    digits > 0 && head.starts_with(b". DB::") && rfind(head, b"Exception: ").is_some()
}

fn rfind(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).rposition(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Code: 395. DB::Exception: thrown: while executing. (FUNCTION_THROW_IF_VALUE_IS_NON_ZERO) (version 26.7.2.1)\n";
    const TAG: &str = "abcdefghijklmnop";

    fn trailer(text: &str) -> Vec<u8> {
        let size = text.len();
        format!("\r\n__exception__\r\n{TAG}\r\n{text}{size} {TAG}\r\n__exception__\r\n")
            .into_bytes()
    }

    fn after_data(trailer: &[u8]) -> Vec<u8> {
        [b"\x01\x00data\xff", trailer].concat()
    }

    #[test]
    fn finds_the_tagged_form_whether_or_not_the_body_ended() {
        let tail = after_data(&trailer(TEXT));
        for ended in [false, true] {
            assert_eq!(find(&tail, Some(TAG), ended).as_deref(), Some(TEXT));
            assert_eq!(find(&tail, None, ended).as_deref(), Some(TEXT), "the header got lost");
        }
    }

    #[test]
    fn another_tag_is_data() {
        let tail = after_data(&trailer(TEXT));
        assert_eq!(find(&tail, Some("ponmlkjihgfedcba"), true), None);
        assert_eq!(find(&after_data(TEXT.as_bytes()), Some(TAG), true), None);
    }

    #[test]
    fn a_cut_trailer_yields_what_arrived() {
        let whole = after_data(&trailer(TEXT));
        let start =
            whole.len() - trailer(TEXT).len() + "\r\n__exception__\r\n".len() + TAG.len() + 2;
        for end in start..start + TEXT.len() {
            let found = find(&whole[..end], Some(TAG), false).unwrap();
            assert_eq!(found.as_bytes(), &TEXT.as_bytes()[..end - start]);
        }
    }

    #[test]
    fn finds_the_form_without_a_tag() {
        let tail = after_data(format!("__exception__\r\n{TEXT}").as_bytes());
        for ended in [false, true] {
            assert_eq!(find(&tail, None, ended).as_deref(), Some(TEXT));
        }
    }

    #[test]
    fn finds_plain_text_at_the_regular_end_only() {
        let tail = after_data(TEXT.as_bytes());
        assert_eq!(find(&tail, None, true).as_deref(), Some(TEXT));
        assert_eq!(find(&tail, None, false), None);
        assert_eq!(find(&[TEXT.as_bytes(), b"\x00"].concat(), None, true), None);
        assert_eq!(find(b"Code: 12 is a text in a table", None, true), None);
    }

    #[test]
    fn plain_text_that_quotes_another_exception_is_taken_whole() {
        let text = "Code: 279. DB::NetException: All tries failed. Log: \n\nCode: 210. DB::NetException: refused. (NETWORK_ERROR)\n\n. (ALL_CONNECTION_TRIES_FAILED) (version 24.8.1.1)\n";
        assert_eq!(find(&after_data(text.as_bytes()), None, true).as_deref(), Some(text));
        assert_eq!(find(text.as_bytes(), None, true).as_deref(), Some(text));
    }

    #[test]
    fn the_last_plain_exception_counts_when_the_data_holds_others() {
        let tail = [b"log:", TEXT.as_bytes(), b"x", TEXT.as_bytes()].concat();
        assert_eq!(find(&tail, None, true).as_deref(), Some(TEXT));
    }
}
