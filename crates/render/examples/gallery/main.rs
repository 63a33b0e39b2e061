//! Writes every sample page as an HTML file, to be looked at: `cargo run -p touchstone-render --example gallery -- DIR`.
//!
//! Each page is written in each language and theme (`DIR/zh-CN/light/home.html`), with the assets linked beside them
//! (`DIR/assets`). Scripts need an HTTP server; the look does not.

#[path = "../../tests/pages/sample/mod.rs"]
mod sample;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use touchstone_domain::language::Language;
use touchstone_render::view::Theme;
use touchstone_render::{Options, Renderer};

fn main() -> Result<(), Box<dyn Error>> {
    let directory = PathBuf::from(std::env::args().nth(1).ok_or("usage: gallery DIR")?);
    let options = Options {
        asset_base: "../../assets".into(),
        strict: true,
        ..Options::default()
    };
    let renderer = Renderer::new(options)?;
    for &language in Language::ALL {
        for theme in [Theme::Light, Theme::Dark] {
            let folder = directory.join(language.as_str()).join(theme.as_str());
            fs::create_dir_all(&folder)?;
            for sample in sample::all() {
                let page = sample.render(&renderer, language, theme)?;
                fs::write(folder.join(format!("{}.html", sample.name)), page)?;
            }
        }
    }
    let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("../web/assets");
    copy(&assets, &directory.join("assets"))
}

fn copy(from: &Path, to: &Path) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        let target = to.join(path.file_name().ok_or("a file without a name")?);
        if path.is_dir() {
            copy(&path, &target)?;
        } else {
            fs::copy(&path, &target)?;
        }
    }
    Ok(())
}
