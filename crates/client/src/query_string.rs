use reqwest::Url;

/// Name and value.
pub(crate) type Pair<'a> = (&'a str, &'a str);

/// `base` with further parameters behind its own.
pub(crate) fn url<'a>(base: &Url, pairs: impl Iterator<Item = Pair<'a>>) -> Url {
    let mut query = base.query().unwrap_or_default().to_owned();
    for (name, value) in pairs {
        if !query.is_empty() {
            query.push('&');
        }
        encode(name, &mut query);
        query.push('=');
        encode(value, &mut query);
    }
    let mut url = base.clone();
    url.set_query(Some(&query));
    url
}

/// How long a text becomes in a URL.
pub(crate) fn encoded_size(text: &str) -> usize {
    text.bytes().fold(0, |size, byte| size.saturating_add(if is_unreserved(byte) { 1 } else { 3 }))
}

fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

/// Percent-encodes everything but unreserved characters, so that no proxy or server reads it otherwise.
fn encode(text: &str, out: &mut String) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    for &byte in text.as_bytes() {
        if is_unreserved(byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for digit in [byte >> 4, byte & 15] {
                out.extend(DIGITS.get(usize::from(digit)).copied().map(char::from));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_survive_whatever_they_hold() {
        let text = "a b+c&d=e%20#/?\u{1f600}\n'\"";
        let base = Url::parse("http://h:1/?database=d").unwrap();
        let url = url(&base, [("param_x", text)].into_iter());
        let found: Vec<_> = url.query_pairs().into_owned().collect();
        let wanted = [("database", "d"), ("param_x", text)];
        assert_eq!(found, wanted.map(|(name, value)| (name.to_owned(), value.to_owned())));
        let size = |text: &str| encoded_size(text);
        assert_eq!((size("a-_.~9"), size("ü "), size("")), (6, 9, 0));
    }
}
