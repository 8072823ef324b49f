//! The server's exceptions as text: `Code: N. DB::Exception: message (NAME) (version …)`.

/// What the server said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Exception {
    /// The number.
    pub(crate) code: i32,
    /// The symbolic name, such as `UNKNOWN_TABLE`; servers before 21 leave it out.
    pub(crate) name: Option<String>,
    /// The message without number, name, version and stack trace.
    pub(crate) message: String,
}

impl Exception {
    /// Reads an exception that begins where `text` begins.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let rest = text.trim_start().strip_prefix("Code: ")?;
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let (digits, rest) = rest.split_at_checked(digits)?;
        let code = digits.parse().ok()?;
        let rest = rest
            .split_once("Exception: ")
            .map_or(rest.trim_start_matches(['.', ',', ' ']), |(_, rest)| rest);
        let rest = rest.rsplit_once(" (version ").map_or(rest, |(rest, _)| rest);
        let rest = rest
            .split_once("Stack trace")
            .map_or(rest, |(rest, _)| rest.trim_end_matches([' ', ',', '\n']));
        let (message, name) = split_name(rest.trim_end());
        Some(Self { code, name: name.map(str::to_owned), message: message.to_owned() })
    }

    /// Reads the body of a refused request. Data may come before the exception, and exceptions of other servers
    /// inside it; `code`, from the headers, tells which one is meant.
    pub(crate) fn parse_body(text: &str, code: Option<i32>) -> Option<Self> {
        if let Some(exception) = Self::parse(text) {
            return Some(exception);
        }
        let mut found =
            text.rmatch_indices("Code: ").filter_map(|(at, _)| Self::parse(text.get(at..)?));
        match code {
            Some(code) => found.find(|exception| exception.code == code),
            None => found.next(),
        }
    }
}

/// Cuts `(NAME)` off the end.
fn split_name(text: &str) -> (&str, Option<&str>) {
    let inner = text.strip_suffix(')').and_then(|text| text.rsplit_once('('));
    match inner {
        Some((message, name))
            if !name.is_empty()
                && name
                    .bytes()
                    .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_') =>
        {
            (message.trim_end(), Some(name))
        }
        _ => (text, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> (i32, Option<String>, String) {
        let exception = Exception::parse(text).unwrap();
        (exception.code, exception.name, exception.message)
    }

    #[test]
    fn reads_number_name_and_message() {
        let text = "Code: 60. DB::Exception: Unknown table expression identifier 'nope' in scope SELECT * FROM nope. (UNKNOWN_TABLE) (version 26.7.2.1 (official build))\n";
        let message = "Unknown table expression identifier 'nope' in scope SELECT * FROM nope.";
        assert_eq!(parsed(text), (60, Some("UNKNOWN_TABLE".to_owned()), message.to_owned()));
    }

    #[test]
    fn reads_the_forms_of_older_servers() {
        let text = "Code: 60, e.displayText() = DB::Exception: Table default.nope doesn't exist (version 20.8.3.18)";
        assert_eq!(parsed(text), (60, None, "Table default.nope doesn't exist".to_owned()));
        let text = "Code: 210. DB::NetException: Connection refused (localhost:9000). (NETWORK_ERROR) (version 23.3.1.1)";
        let message = "Connection refused (localhost:9000).".to_owned();
        assert_eq!(parsed(text), (210, Some("NETWORK_ERROR".to_owned()), message));
    }

    #[test]
    fn leaves_out_the_stack_trace() {
        let text = "Code: 62. DB::Exception: Syntax error: failed at position 1. (SYNTAX_ERROR), Stack trace (when copying this message, always include the lines below):\n\n0. f() @ 0x1 (inner)\n (version 24.8.1.1)";
        let message = "Syntax error: failed at position 1.".to_owned();
        assert_eq!(parsed(text), (62, Some("SYNTAX_ERROR".to_owned()), message));
    }

    #[test]
    fn reads_what_is_left_of_a_cut_message() {
        assert_eq!(parsed("Code: 395. DB::Exc"), (395, None, "DB::Exc".to_owned()));
        assert_eq!(Exception::parse("Code: 39"), None, "the number may go on");
        assert_eq!(Exception::parse("Code: "), None);
    }

    #[test]
    fn an_exception_in_the_message_is_not_the_one_that_counts() {
        let text = "Code: 279. DB::NetException: All tries failed. Log: \n\nCode: 210. DB::NetException: refused. (NETWORK_ERROR) (version 26.1.1.1)\n\n. (ALL_CONNECTION_TRIES_FAILED) (version 26.1.1.1)";
        assert_eq!(Exception::parse_body(text, Some(279)).unwrap().code, 279);
        let exception = Exception::parse_body(&format!("data{text}"), Some(279)).unwrap();
        assert_eq!(exception.name.as_deref(), Some("ALL_CONNECTION_TRIES_FAILED"));
    }

    #[test]
    fn an_exception_behind_data_is_found() {
        let text = "\u{1}\u{1}Code: 1. is data\nCode: 395. DB::Exception: thrown. (FUNCTION_THROW_IF_VALUE_IS_NON_ZERO) (version 26.7.2.1)\n";
        for code in [None, Some(395)] {
            assert_eq!(Exception::parse_body(text, code).unwrap().message, "thrown.");
        }
        assert_eq!(Exception::parse_body("<html>Bad Gateway</html>", None), None);
    }
}
