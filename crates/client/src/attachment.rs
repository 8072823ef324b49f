use crate::segment::Segment;

/// A table that goes with a query.
#[derive(Debug, Clone)]
pub struct Attachment {
    /// The table's name, in which nothing needs quoting.
    pub name: String,
    /// Names and texts of the fields that tell its format and columns.
    pub fields: Vec<(String, String)>,
    /// What its content is, for whoever is on the way.
    pub mime_type: String,
    /// Its rows.
    pub content: Segment,
}
