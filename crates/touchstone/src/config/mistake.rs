//! What is wrong with a configuration: every mistake with its place and its reason, so that one reading mends them all.

use std::fmt::{self, Display};
use std::ops::Range;
use std::path::Path;

/// Where a setting was given.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// The file as a whole, or a place in it; lines and columns count from one, columns in characters.
    File {
        file: String,
        at: Option<(usize, usize)>,
    },
    /// A variable of the environment.
    Variable(String),
    /// Nowhere: it is missing, or several do not fit together.
    Nowhere,
}

impl Place {
    /// The place in `text` where this range of bytes begins.
    pub(super) fn in_file(path: &Path, text: &str, span: Option<Range<usize>>) -> Self {
        let at = span.map(|span| {
            let before = &text[..text.floor_char_boundary(span.start.min(text.len()))];
            let line = before.matches('\n').count() + 1;
            let column = before.rsplit('\n').next().map_or(0, |rest| rest.chars().count()) + 1;
            (line, column)
        });
        let file = path.display().to_string();
        Place::File { file, at }
    }
}

/// One mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mistake {
    pub(super) place: Place,
    pub(super) reason: String,
}

impl Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Place::File {
                file,
                at: Some((line, column)),
            } => write!(f, "{file}, line {line}, column {column}: ")?,
            Place::File { file, at: None } => write!(f, "{file}: ")?,
            Place::Variable(name) => write!(f, "the environment variable {name}: ")?,
            Place::Nowhere => {}
        }
        f.write_str(&self.reason)
    }
}

/// All mistakes of one configuration, in the order of their places.
#[derive(Debug)]
pub(crate) struct Mistakes(pub(super) Vec<Mistake>);

impl Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, mistake) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{mistake}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Mistakes {}
