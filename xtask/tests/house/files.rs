//! The files of the work tree, without what is built, fetched or generated.

use std::path::{Path, PathBuf};

/// One text file of our own.
pub(crate) struct File {
    /// From the root, with `/`.
    pub path: String,
    pub text: String,
}

impl File {
    pub(crate) fn has_extension(&self, extensions: &[&str]) -> bool {
        extensions.iter().any(|extension| {
            self.path
                .rsplit_once('.')
                .is_some_and(|(_, own)| own == *extension)
        })
    }
}

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_path_buf()
}

/// Every text file somebody of the project wrote. Files of others lie in folders called `vendor`.
pub(crate) fn own_files() -> Vec<File> {
    let root = root();
    let mut files = Vec::new();
    let mut waiting = vec![root.clone()];
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let relative = path.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                if !is_foreign_folder(&relative) {
                    waiting.push(path);
                }
            } else if ![".git", "Cargo.lock", "LICENSE"].contains(&relative.as_str())
                && let Ok(text) = std::fs::read_to_string(&path)
            {
                files.push(File { path: relative, text });
            }
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(
        files.len() > 50,
        "the work tree was not found at {}",
        root.display()
    );
    files
}

/// What git ignores, git itself, and vendored packages.
fn is_foreign_folder(relative: &str) -> bool {
    let name = relative.rsplit('/').next().unwrap();
    ["target", ".git", "node_modules", "vendor", ".idea", ".vscode"].contains(&name)
        || relative.starts_with("touchstone-")
}
