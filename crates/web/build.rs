//! Packs the pages' scripts, styles and pictures, so that the program carries them as most browsers take them: three megabytes
//! become half of one, and nobody waits for them to be packed.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Brotli's effort, of 11; the last two cost ten times as much for a few hundredths.
const EFFORT: i32 = 9;
/// Brotli's window in bits: more than the largest file.
const WINDOW: i32 = 22;

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=assets");
    let assets = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("assets");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    let mut files = Vec::new();
    find(&assets, &mut files)?;
    files.sort();
    let mut table = String::from("[\n");
    for (n, file) in files.iter().enumerate() {
        let name = file.strip_prefix(&assets).map_err(io::Error::other)?;
        let packed = out.join(format!("asset-{n}.br"));
        fs::write(&packed, pack(&fs::read(file)?)?)?;
        writeln!(table, "({name:?}, include_bytes!({packed:?})),").map_err(io::Error::other)?;
    }
    table.push(']');
    fs::write(out.join("assets.rs"), table)
}

fn find(dir: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            find(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

fn pack(plain: &[u8]) -> io::Result<Vec<u8>> {
    let mut packed = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: EFFORT,
        lgwin: WINDOW,
        size_hint: plain.len(),
        ..brotli::enc::BrotliEncoderParams::default()
    };
    brotli::BrotliCompress(&mut &*plain, &mut packed, &parameters)?;
    Ok(packed)
}
