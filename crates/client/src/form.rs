use bytes::Bytes;

/// The longest piece of a statement in one field: servers take 128 KiB (`http_max_field_value_size`) and join fields of
/// one name.
const PIECE_SIZE: usize = 64 << 10;

/// A body of fields, `multipart/form-data`: for what is too long for a URL.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Form {
    pub(crate) content_type: String,
    pub(crate) body: Bytes,
}

impl Form {
    /// The statement and its parameters.
    pub(crate) fn new<'a>(
        sql: &str,
        parameters: impl Iterator<Item = (&'a str, &'a str)> + Clone,
    ) -> Self {
        let boundary = boundary(|text| {
            sql.contains(text) || parameters.clone().any(|(_, value)| value.contains(text))
        });
        let mut body = Vec::new();
        for (name, value) in parameters {
            put(&boundary, name, value.as_bytes(), &mut body);
        }
        for piece in sql.as_bytes().chunks(PIECE_SIZE) {
            put(&boundary, "query", piece, &mut body);
        }
        body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        let content_type = format!("multipart/form-data; boundary={boundary}");
        Self { content_type, body: body.into() }
    }

    /// Whether a field of that name needs no quoting, about which servers and proxies differ.
    pub(crate) fn takes(name: &str) -> bool {
        name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    }
}

/// A line that is not part of what it stands between.
fn boundary(is_taken: impl Fn(&str) -> bool) -> String {
    let mut number = 0_u32;
    loop {
        let text = format!("clickhouse-connect-{number}");
        if !is_taken(&text) {
            return text;
        }
        number = number.wrapping_add(1);
    }
}

fn put(boundary: &str, name: &str, value: &[u8], out: &mut Vec<u8>) {
    let head = format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
    out.extend_from_slice(head.as_bytes());
    out.extend_from_slice(value);
    out.extend_from_slice(b"\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_stand_between_lines_that_they_do_not_hold() {
        let form = Form::new("SELECT 1", [("param_a", "x\r\n")].into_iter());
        assert_eq!(form.content_type, "multipart/form-data; boundary=clickhouse-connect-0");
        let head = |name| {
            format!(
                "--clickhouse-connect-0\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n"
            )
        };
        let wanted = format!(
            "{}x\r\n\r\n{}SELECT 1\r\n--clickhouse-connect-0--\r\n",
            head("param_a"),
            head("query")
        );
        assert_eq!(std::str::from_utf8(&form.body).unwrap(), wanted);
    }

    #[test]
    fn a_boundary_in_a_value_is_not_taken() {
        let parameters = [("param_a", "--clickhouse-connect-1")].into_iter();
        let form = Form::new("SELECT '--clickhouse-connect-0'", parameters);
        assert!(form.content_type.ends_with("=clickhouse-connect-2"));
    }

    #[test]
    fn a_long_statement_comes_in_pieces() {
        let sql = "x".repeat(PIECE_SIZE * 2 + 1);
        let form = Form::new(&sql, [].into_iter());
        let text = std::str::from_utf8(&form.body).unwrap();
        assert_eq!(text.matches("name=\"query\"").count(), 3);
        assert_eq!(text.matches('x').count(), sql.len());
    }
}
