//! Where templates and locale files come from: embedded ones first, then an operator's directory over them.
//!
//! The directory has the same layout (`templates/desk/desk.html`, `locales/ja/desk.ftl`). A template there replaces
//! the embedded one of the same path; a locale file there overrides single keys.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};
use touchstone_domain::language::Language;

use crate::RenderError;

static TEMPLATES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates");
static LOCALES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/locales");

/// Everything the engine is built from.
pub(crate) struct Source {
    /// Path → text.
    pub templates: BTreeMap<String, String>,
    /// In the order they are added: a later one overrides.
    pub locales: Vec<LocaleFile>,
}

pub(crate) struct LocaleFile {
    pub language: Language,
    pub name: String,
    pub text: String,
}

impl Source {
    pub(crate) fn load(overrides: Option<&Path>) -> Result<Self, RenderError> {
        let mut source = Self {
            templates: embedded(&TEMPLATES),
            locales: Vec::new(),
        };
        source.add_locales(embedded(&LOCALES));
        if let Some(directory) = overrides {
            source.templates.extend(read_all(&directory.join("templates"))?);
            source.add_locales(read_all(&directory.join("locales"))?);
        }
        Ok(source)
    }

    /// Files outside a known language's directory are not ours and are left alone.
    fn add_locales(&mut self, files: BTreeMap<String, String>) {
        for (name, text) in files {
            let Some((folder, file)) = name.split_once('/') else {
                continue;
            };
            let Ok(language) = folder.parse::<Language>() else {
                continue;
            };
            if file.ends_with(".ftl") {
                self.locales.push(LocaleFile { language, name, text });
            }
        }
    }
}

fn embedded(directory: &Dir<'_>) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    collect(directory, &mut files);
    files
}

fn collect(directory: &Dir<'_>, files: &mut BTreeMap<String, String>) {
    for file in directory.files() {
        if let Some(text) = file.contents_utf8() {
            files.insert(slashed(file.path()), text.to_owned());
        }
    }
    for inner in directory.dirs() {
        collect(inner, files);
    }
}

fn read_all(root: &Path) -> Result<BTreeMap<String, String>, RenderError> {
    let mut files = BTreeMap::new();
    let mut waiting = if root.is_dir() {
        vec![root.to_path_buf()]
    } else {
        Vec::new()
    };
    while let Some(directory) = waiting.pop() {
        let failed = |source| RenderError::Override {
            path: directory.clone(),
            source,
        };
        for entry in std::fs::read_dir(&directory).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                let text = read(&path)?;
                files.insert(slashed(path.strip_prefix(root).unwrap_or(&path)), text);
            }
        }
    }
    Ok(files)
}

fn read(path: &PathBuf) -> Result<String, RenderError> {
    std::fs::read_to_string(path).map_err(|source| RenderError::Override {
        path: path.clone(),
        source,
    })
}

/// Template names use `/` on every system.
fn slashed(path: &Path) -> String {
    path.components()
        .map(|part| part.as_os_str().to_string_lossy())
        .collect::<Vec<_>>()
        .join("/")
}
