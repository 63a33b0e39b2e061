//! The list of erasures outside the database: one line of JSON per erasure, beside the key ring. It names ids only.
//!
//! It is appended and synced, never rewritten. A last line cut short by a crash is passed over when reading: its erasure is
//! still open in the database and is appended again.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::keys::KeyRing;

/// Name of the file.
pub const ERASURE_LIST: &str = "erasures.ndjson";

/// One erasure: the very thing that a restore repeats.
pub use touchstone_store::backup::Erasure as ErasureLine;

/// The list.
#[derive(Debug, Clone)]
pub struct ErasureList {
    path: PathBuf,
}

impl ErasureList {
    /// The list beside a ring; none for a ring that is kept nowhere.
    pub fn beside(keys: &KeyRing) -> Option<Self> {
        keys.path().map(Self::of_ring)
    }

    /// The list beside the ring in this file, for who has not opened it.
    pub fn of_ring(ring: &Path) -> Self {
        Self {
            path: ring.with_file_name(ERASURE_LIST),
        }
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Appends lines; they are on the disk when this returns. Blocks.
    pub fn append(&self, lines: &[ErasureLine]) -> io::Result<()> {
        if lines.is_empty() {
            return Ok(());
        }
        let mut options = OpenOptions::new();
        options.read(true).append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&self.path)?;
        let mut text = String::new();
        if !ends_whole(&mut file)? {
            text.push('\n');
        }
        for line in lines {
            text.push_str(&serde_json::to_string(line).map_err(io::Error::other)?);
            text.push('\n');
        }
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        match self.path.parent().filter(|dir| !dir.as_os_str().is_empty()) {
            Some(dir) => File::open(dir)?.sync_all(),
            None => Ok(()),
        }
    }

    /// Every erasure on the list; none when there is no list yet. Blocks.
    pub fn read(&self) -> io::Result<Vec<ErasureLine>> {
        let file = match File::open(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            opened => opened?,
        };
        let mut lines = Vec::new();
        for line in BufReader::new(file).lines() {
            let line = line?;
            if line.trim().is_empty() {
                continue;
            }
            match serde_json::from_str(&line) {
                Ok(line) => lines.push(line),
                Err(error) => {
                    tracing::warn!(%error, path = %self.path.display(), "a line of the list of erasures is passed over")
                }
            }
        }
        Ok(lines)
    }
}

/// Whether the file is empty or ends with a line end.
fn ends_whole(file: &mut File) -> io::Result<bool> {
    if file.metadata()?.len() == 0 {
        return Ok(true);
    }
    let mut last = [0];
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut last)?;
    Ok(last == *b"\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::tempdir;
    use touchstone_domain::id::Id;
    use touchstone_domain::id::PersonId;
    use touchstone_domain::time::Timestamp;

    fn line(n: i64) -> ErasureLine {
        ErasureLine::Person {
            person: PersonId::from_raw(n),
            at: Timestamp::from_micros(1_763_000_000_000_000 + n),
        }
    }

    #[test]
    fn lines_are_kept_in_order_and_a_cut_one_is_passed_over() {
        let dir = tempdir().unwrap();
        let list = ErasureList {
            path: dir.path().join(ERASURE_LIST),
        };
        assert!(list.read().unwrap().is_empty());
        list.append(&[line(1), line(2)]).unwrap();
        let mut text = std::fs::read_to_string(list.path()).unwrap();
        text.push_str("{\"person\":\"per_00");
        std::fs::write(list.path(), text).unwrap();
        list.append(&[line(3)]).unwrap();
        assert_eq!(list.read().unwrap(), [line(1), line(2), line(3)]);
    }

    #[cfg(unix)]
    #[test]
    fn the_list_is_its_owner_s_alone() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempdir().unwrap();
        let list = ErasureList {
            path: dir.path().join(ERASURE_LIST),
        };
        list.append(&[line(1)]).unwrap();
        let mode = std::fs::metadata(list.path()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
