use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};

use crate::failure::Failure;

/// Headers that log in; servers refuse them together.
const LOGIN: [&str; 4] =
    ["authorization", "x-clickhouse-user", "x-clickhouse-key", "x-clickhouse-ssl-certificate-auth"];

/// The session's headers and those of a request, which replace them.
pub(crate) fn joined(
    session: &HeaderMap,
    request: &[(String, String)],
) -> Result<HeaderMap, Failure> {
    let mut headers = session.clone();
    let own = header_map(request)?;
    if LOGIN.iter().any(|name| own.contains_key(*name)) {
        for name in LOGIN {
            headers.remove(name);
        }
    }
    for name in own.keys() {
        headers.remove(name);
    }
    for (name, value) in &own {
        headers.append(name, value.clone());
    }
    Ok(headers)
}

/// Checked headers; failures name a header but never show its value.
pub(crate) fn header_map(pairs: &[(String, String)]) -> Result<HeaderMap, Failure> {
    let mut headers = HeaderMap::new();
    for (name, value) in pairs {
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| {
            Failure::invalid(format!("headers: {name:?} is not a name of a header"))
        })?;
        let mut value = HeaderValue::from_bytes(value.as_bytes()).map_err(|_| {
            Failure::invalid(format!("headers: the value of {name} holds forbidden characters"))
        })?;
        value.set_sensitive(name == AUTHORIZATION || name == "x-clickhouse-key");
        headers.append(name, value);
    }
    Ok(headers)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect()
    }

    #[test]
    fn headers_of_a_request_replace_those_of_the_session() {
        let session = header_map(&pairs(&[("X-A", "1"), ("x-b", "2")])).unwrap();
        let headers = joined(&session, &pairs(&[("x-a", "3"), ("X-A", "4")])).unwrap();
        assert_eq!(headers.get_all("x-a").iter().collect::<Vec<_>>(), ["3", "4"]);
        assert_eq!(headers["x-b"], "2");
    }

    #[test]
    fn a_login_of_a_request_takes_the_place_of_any_other() {
        let session = header_map(&pairs(&[
            ("X-ClickHouse-User", "a"),
            ("X-ClickHouse-Key", "b"),
            ("x-c", "1"),
        ]))
        .unwrap();
        let headers = joined(&session, &pairs(&[("Authorization", "Bearer t")])).unwrap();
        assert_eq!(headers.len(), 2);
        assert_eq!(
            (&headers["authorization"], &headers["x-c"]),
            (&"Bearer t".parse().unwrap(), &"1".parse().unwrap())
        );
        let headers = joined(&session, &pairs(&[("X-ClickHouse-User", "d")])).unwrap();
        assert!(!headers.contains_key("x-clickhouse-key"));
    }

    #[test]
    fn a_forbidden_header_is_refused_without_its_value() {
        for (name, value) in [("x\n", "secret"), ("x", "secret\r\ny: z"), ("", "secret")] {
            let failure = header_map(&pairs(&[(name, value)])).unwrap_err();
            assert_eq!(failure.code, "ERR_INVALID_ARG");
            assert!(!failure.message.contains("secret"));
        }
        assert!(header_map(&pairs(&[("x-clickhouse-key", "pässwörd")])).is_ok());
    }
}
