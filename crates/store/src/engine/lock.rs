//! One process owns a data directory. The lock is the operating system's, so it goes with the process.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

use crate::OpenError;
use crate::directory::make_durably;

const FILE: &str = "touchstone.lock";

/// Held as long as the store is open.
#[derive(Debug)]
pub(crate) struct DirectoryLock {
    _file: File,
}

impl DirectoryLock {
    /// Makes the directory when it is missing, and takes it.
    pub(crate) fn take(dir: &Path) -> Result<Self, OpenError> {
        let not_writable = |e: std::io::Error| OpenError::DirectoryNotWritable {
            dir: dir.to_owned(),
            reason: e.to_string(),
        };
        make_durably(dir).map_err(not_writable)?;
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(dir.join(FILE))
            .map_err(not_writable)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(OpenError::DirectoryInUse {
                    dir: dir.to_owned(),
                    pid: holder(&mut file),
                });
            }
            Err(TryLockError::Error(e)) => return Err(not_writable(e)),
        }
        note_holder(&mut file).map_err(not_writable)?;
        Ok(Self { _file: file })
    }
}

fn note_holder(file: &mut File) -> std::io::Result<()> {
    file.set_len(0)?;
    file.seek(SeekFrom::Start(0))?;
    writeln!(file, "{}", std::process::id())
}

fn holder(file: &mut File) -> Option<u32> {
    let mut text = String::new();
    file.read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}
