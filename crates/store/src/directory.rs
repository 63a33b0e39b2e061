//! Directories that outlive a power cut: a directory's name is kept by its parent, which is synced too.

use std::fs::File;
use std::io;
use std::path::Path;

/// Makes a directory and what leads to it, and syncs every directory that got a new name.
pub(crate) fn make_durably(dir: &Path) -> io::Result<()> {
    if dir.is_dir() {
        return Ok(());
    }
    let parent = dir
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    make_durably(parent)?;
    match std::fs::create_dir(dir) {
        // Somebody else was first, which is as good.
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists && dir.is_dir() => {}
        outcome => outcome?,
    }
    File::open(parent)?.sync_all()
}
