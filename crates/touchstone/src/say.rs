//! Words to whoever sits at the terminal. A reader that went away (`| head`) is no error.

use std::io::Write as _;

/// A line on the standard output.
pub(crate) fn line(text: &str) {
    let _ = writeln!(std::io::stdout().lock(), "{text}");
}

/// A line on the standard error.
pub(crate) fn complain(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}
