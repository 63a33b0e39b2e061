//! Icons: the vendored Tabler outlines, written into the page so that they take the colour of the text beside them.

use std::collections::BTreeMap;

use include_dir::{Dir, include_dir};
use minijinja::{Error, ErrorKind, Value};

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../web/assets/vendor/tabler-icons");

/// Name → the shapes inside the drawing.
pub(crate) struct Icons(BTreeMap<String, Drawing>);

struct Drawing {
    shapes: String,
    filled: bool,
}

impl Icons {
    pub(crate) fn load() -> Self {
        let icons = FILES.files().filter_map(|file| {
            let name = file.path().file_stem()?.to_str()?.to_owned();
            Some((name, drawing(file.contents_utf8()?)?))
        });
        Self(icons.collect())
    }

    /// The drawing, hidden from screen readers: an icon never stands for a word that is not also there.
    pub(crate) fn svg(&self, name: &str, class: Option<&str>) -> Result<Value, Error> {
        let unknown = || Error::new(ErrorKind::InvalidOperation, format!("no icon {name}"));
        let icon = self.0.get(name).ok_or_else(unknown)?;
        let class = class.map(|extra| format!(" {extra}")).unwrap_or_default();
        let paint = if icon.filled {
            r#"fill="currentColor""#
        } else {
            r#"fill="none" stroke="currentColor""#
        };
        Ok(Value::from_safe_string(format!(
            concat!(
                r#"<svg class="icon{}" width="24" height="24" viewBox="0 0 24 24" {} stroke-width="1.75" "#,
                r#"stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">{}</svg>"#
            ),
            class, paint, icon.shapes
        )))
    }
}

/// Drops the frame of the file and the invisible square every Tabler drawing begins with.
fn drawing(svg: &str) -> Option<Drawing> {
    let body = svg.split_once('>')?.1.rsplit_once("</svg>")?.0;
    let shapes = body
        .lines()
        .map(str::trim)
        .filter(|line| !line.contains("M0 0h24v24H0z"));
    Some(Drawing {
        shapes: shapes.collect(),
        filled: svg.contains(r#"fill="currentColor""#),
    })
}
