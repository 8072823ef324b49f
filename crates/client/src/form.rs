use bytes::Bytes;

use crate::attachment::Attachment;
use crate::query_string::Pair;
use crate::segment::Segment;

/// The longest piece of a statement in one field: servers take 128 KiB (`http_max_field_value_size`) and join fields of
/// one name.
const PIECE_SIZE: usize = 64 << 10;

/// A body of fields and files, `multipart/form-data`.
#[derive(Debug)]
pub(crate) struct Form {
    pub(crate) content_type: String,
    /// What it is made of, and of which table that is the content.
    pub(crate) segments: Vec<(Segment, Option<usize>)>,
}

impl Form {
    /// Parameters, the statement, and the tables that go with it, whose fields the server must know before them.
    pub(crate) fn new<'a>(
        sql: &str,
        parameters: impl Iterator<Item = Pair<'a>>,
        attachments: &[Attachment],
    ) -> Self {
        // Files are not looked through for it: it is one that nobody can have thought of.
        Self::within(
            &format!("clickhouse-connect-{:032x}", fastrand::u128(..)),
            sql,
            parameters,
            attachments,
        )
    }

    fn within<'a>(
        boundary: &str,
        sql: &str,
        parameters: impl Iterator<Item = Pair<'a>>,
        attachments: &[Attachment],
    ) -> Self {
        let mut segments = Vec::new();
        let mut text = Vec::new();
        for (name, value) in parameters {
            put(boundary, name, value.as_bytes(), &mut text);
        }
        for piece in sql.as_bytes().chunks(PIECE_SIZE) {
            put(boundary, "query", piece, &mut text);
        }
        for (at, Attachment { name, fields, mime_type, content }) in attachments.iter().enumerate()
        {
            for (field, value) in fields {
                put(boundary, field, value.as_bytes(), &mut text);
            }
            let head = format!(
                "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{name}\"\r\nContent-Type: {mime_type}\r\n\r\n"
            );
            text.extend_from_slice(head.as_bytes());
            segments.push((Segment::Bytes(std::mem::take(&mut text).into()), None));
            segments.push((content.clone(), Some(at)));
            text.extend_from_slice(b"\r\n");
        }
        text.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        segments.push((Segment::Bytes(Bytes::from(text)), None));
        Self { content_type: format!("multipart/form-data; boundary={boundary}"), segments }
    }
}

/// Whether a field of that name needs no quoting, about which servers and proxies differ.
pub(crate) fn takes(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
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

    /// All of a form, as far as it is there.
    fn text(form: &Form) -> String {
        let segments = form.segments.iter().map(|(segment, _)| match segment {
            Segment::Bytes(bytes) => std::str::from_utf8(bytes).unwrap(),
            _ => "…",
        });
        segments.collect()
    }

    #[test]
    fn fields_and_files_stand_between_boundaries() {
        let table = Attachment {
            name: "t".to_owned(),
            fields: vec![("t_format".to_owned(), "CSV".to_owned())],
            mime_type: "text/csv".to_owned(),
            content: Segment::File("/a".into()),
        };
        let form = Form::within("b", "SELECT 1", [("param_a", "x\r\n")].into_iter(), &[table]);
        assert_eq!(form.content_type, "multipart/form-data; boundary=b");
        let head = |rest| format!("--b\r\nContent-Disposition: form-data; name={rest}\r\n\r\n");
        let wanted = [
            head("\"param_a\""),
            "x\r\n\r\n".to_owned(),
            head("\"query\""),
            "SELECT 1\r\n".to_owned(),
            head("\"t_format\""),
            "CSV\r\n".to_owned(),
            head("\"t\"; filename=\"t\"\r\nContent-Type: text/csv"),
            "…\r\n--b--\r\n".to_owned(),
        ];
        assert_eq!(text(&form), wanted.concat());
    }

    #[test]
    fn every_form_has_a_boundary_of_its_own() {
        let form = || Form::new("", [].into_iter(), &[]).content_type;
        assert_ne!(form(), form());
        assert!(form().len() > 60 && form().is_ascii());
    }

    #[test]
    fn a_long_statement_comes_in_pieces() {
        let sql = "x".repeat(PIECE_SIZE * 2 + 1);
        let form = Form::within("b", &sql, [].into_iter(), &[]);
        let text = text(&form);
        assert_eq!(text.matches("name=\"query\"").count(), 3);
        assert_eq!(text.matches('x').count(), sql.len());
    }
}
