//! How values get into pages: text is escaped, markup made by us is not, nothing is an empty string.
//!
//! Slashes are left alone, unlike in the engine's own escaping: every attribute of ours is quoted, and addresses stay
//! readable and short.

use std::fmt::Write;

use minijinja::value::ValueKind;
use minijinja::{AutoEscape, Error, Output, State, Value, escape_formatter};

pub(crate) fn write(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    let html = matches!(state.auto_escape(), AutoEscape::Html);
    match value.as_str() {
        Some(text) if html && !value.is_safe() => Ok(text_write(out, text)?),
        _ if value.kind() == ValueKind::None => Ok(()),
        _ => escape_formatter(out, state, value),
    }
}

fn text_write(out: &mut impl Write, text: &str) -> std::fmt::Result {
    let mut plain = 0;
    for (index, byte) in text.bytes().enumerate() {
        let escaped = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            b'\'' => "&#39;",
            _ => continue,
        };
        out.write_str(text.get(plain..index).unwrap_or_default())?;
        out.write_str(escaped)?;
        plain = index + 1;
    }
    out.write_str(text.get(plain..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::text_write;

    #[test]
    fn everything_that_ends_text_or_an_attribute_is_escaped() {
        let mut out = String::new();
        text_write(&mut out, "<a href='/x?a=1&b=\"2\"'>你好</a>").unwrap();
        assert_eq!(
            out,
            "&lt;a href=&#39;/x?a=1&amp;b=&quot;2&quot;&#39;&gt;你好&lt;/a&gt;"
        );
    }
}
