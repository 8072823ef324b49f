//! The files of `testdata`: a query and a server's answers to it.

use std::fs;
use std::path::{Path, PathBuf};

use native::{Block, Decoder, Revision};

/// One query with its answers.
pub(crate) struct Golden {
    pub(crate) name: String,
    path: PathBuf,
}

impl Golden {
    /// The answer as `Native`.
    pub(crate) fn bytes(&self, revision: Revision) -> Vec<u8> {
        self.file(if revision == Revision::PLAIN { "plain.native" } else { "native" })
    }

    /// The answer over TCP.
    pub(crate) fn tcp(&self) -> Vec<u8> {
        self.file("tcp.native")
    }

    /// The answer as a server of version 26.9 queues it for another one (what a `Distributed` table leaves in its directory),
    /// at revision 54492; types that no table takes have none.
    pub(crate) fn newest(&self) -> Option<Vec<u8>> {
        let file = format!("revision_54492/{}.native", self.name);
        fs::read(self.path.with_file_name(file)).ok()
    }

    /// The answer as lines of JSON.
    pub(crate) fn json(&self) -> Vec<u8> {
        self.file("jsonl")
    }

    fn file(&self, extension: &str) -> Vec<u8> {
        let path = self.path.with_extension(extension);
        fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }
}

/// All of them, by name.
pub(crate) fn all() -> Vec<Golden> {
    files("")
}

/// More of them: too long to damage every byte.
pub(crate) fn large() -> Vec<Golden> {
    files("large")
}

/// Answers with columns of special kinds: what the server (26.7) sends over TCP at revision 54483, as it never does
/// over HTTP, beside the same values over HTTP.
pub(crate) fn kinds() -> Vec<Golden> {
    files("kinds")
}

fn files(folder: &str) -> Vec<Golden> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata").join(folder);
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<Golden> = paths
        .filter(|path| path.extension().is_some_and(|extension| extension == "sql"))
        .map(|path| Golden { name: path.file_stem().unwrap().to_str().unwrap().to_owned(), path })
        .collect();
    files.sort_by(|a, b| a.name.cmp(&b.name));
    assert!(!files.is_empty());
    files
}

/// The blocks until the bytes end.
pub(crate) fn decoded(bytes: &[u8], revision: Revision) -> native::Result<Vec<Block>> {
    let mut decoder = Decoder::new(bytes, revision);
    std::iter::from_fn(|| decoder.next_block().transpose()).collect()
}
