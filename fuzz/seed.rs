//! Makes the corpora of the targets from what the tests hold: `fuzz/corpus/<target>/`.

use std::fs;
use std::io::Result;
use std::path::{Path, PathBuf};

use compress::Packer;

const TAG: &str = "abcdefghijklmnop";

fn main() -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let corpus = |target: &str| -> Result<PathBuf> {
        let folder = root.join("fuzz/corpus").join(target);
        fs::create_dir_all(&folder)?;
        Ok(folder)
    };
    let (blocks, frames, codings) = (corpus("block")?, corpus("frames")?, corpus("codings")?);
    for folder in ["testdata", "testdata/kinds"] {
        for entry in fs::read_dir(root.join(folder))? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if !name.ends_with(".native") {
                continue;
            }
            let bytes = fs::read(&path)?;
            // The places of the revision in `targets/block.rs`.
            let revision = match name.split_once('.').map_or("", |(_, form)| form) {
                "native" => 2,
                "tcp.native" => 4,
                _ => 0,
            };
            fs::write(blocks.join(&name), [&[revision, 64], bytes.as_slice()].concat())?;
            for (method, form) in [(compress::Method::Lz4, "lz4"), (compress::Method::Zstd, "zstd")] {
                let mut packed = vec![64];
                compress::compress_frames_by(method, &bytes, &mut packed);
                fs::write(frames.join(format!("{name}.{form}")), packed)?;
            }
            // The places of the codings in `targets/codings.rs`.
            for (index, mut packer) in [Packer::gzip(), Packer::deflate(), Packer::brotli()].into_iter().enumerate() {
                let packed = [packer.pack(&bytes)?, packer.finish()?].concat();
                let head = [u8::try_from(index).unwrap_or(0) + 1, 64];
                fs::write(codings.join(format!("{name}.{index}")), [&head, packed.as_slice()].concat())?;
            }
        }
    }
    let types = corpus("type_name")?;
    let names = fs::read_to_string(root.join("crates/native/tests/server_types.txt"))?;
    for (index, name) in names.lines().enumerate() {
        fs::write(types.join(format!("{index:03}")), name)?;
    }
    let text = "Code: 395. DB::Exception: thrown. (NAME) (version 26.7.2.1)\n";
    let size = text.len();
    let forms = [
        format!("data\r\n__exception__\r\n{TAG}\r\n{text}{size} {TAG}\r\n__exception__\r\n"),
        format!("data__exception__\r\n{text}"),
        format!("data{text}"),
    ];
    let exceptions = corpus("exception")?;
    for (index, form) in forms.iter().enumerate() {
        for flags in 0..4_u8 {
            fs::write(
                exceptions.join(format!("{index}{flags}")),
                [&[flags], form.as_bytes()].concat(),
            )?;
        }
    }
    Ok(())
}
