//! Scripts, styles and pictures of the pages, embedded in the binary.
//!
//! Their addresses hold one hash over all of them, so browsers may keep each for a year, and files that name each
//! other relatively keep working.

use std::collections::HashMap;
use std::path::Path;
use std::sync::LazyLock;

use axum::response::{IntoResponse, Response};
use data_encoding::HEXLOWER;
use http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use http::{HeaderMap, HeaderValue};
use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha256};

use crate::access::Open;
use crate::failure::Failure;
use crate::packing::{Coding, Packed};
use crate::path::At;
use crate::route::Route;

static FILES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/assets");
static HASH: LazyLock<String> = LazyLock::new(|| {
    let mut hash = Sha256::new();
    add_dir(&mut hash, &FILES);
    HEXLOWER.encode(&hash.finalize()[..8])
});

/// Each file as it was packed, once, for whoever asked first.
static PACKED: LazyLock<HashMap<&'static Path, Packed>> = LazyLock::new(|| {
    let mut all = HashMap::new();
    pack_dir(&mut all, &FILES);
    all
});

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/assets/{hash}/{*path}", asset),
        Route::get("/favicon.ico", favicon),
    ]
}

/// Where the pages find their files, without a slash at the end: for the renderer's options.
pub fn asset_base() -> String {
    format!("/assets/{}", *HASH)
}

async fn asset(
    _: Open,
    At((hash, path)): At<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    if hash != *HASH {
        return Err(Failure::not_found());
    }
    file(&path, &headers).await
}

/// Browsers ask for it whatever the page says.
async fn favicon(_: Open, headers: HeaderMap) -> Result<Response, Failure> {
    file("mark.svg", &headers).await
}

async fn file(path: &str, asked: &HeaderMap) -> Result<Response, Failure> {
    let (Some(file), Some(media_type)) = (FILES.get_file(path), media_type(path)) else {
        return Err(Failure::not_found());
    };
    let packed = PACKED.get(file.path()).filter(|_| is_text(media_type));
    let wanted = packed.and_then(|packed| Some((packed, Coding::wanted(asked)?)));
    let mut response = match wanted {
        Some((packed, coding)) => {
            let mut response = packed.get(coding, file.contents()).await.into_response();
            let name = HeaderValue::from_static(coding.name());
            response.headers_mut().insert(CONTENT_ENCODING, name);
            response
        }
        None => file.contents().into_response(),
    };
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    if packed.is_some() {
        headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    }
    headers.insert(
        CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=31536000, immutable"),
    );
    Ok(response)
}

/// What is worth packing; pictures and fonts are packed already.
fn is_text(media_type: &str) -> bool {
    media_type.starts_with("text/") || media_type == "image/svg+xml" || media_type.ends_with("json")
}

/// The types of files that pages use; anything else in the directory (lists, licences' sources) is not served.
fn media_type(path: &str) -> Option<&'static str> {
    Some(
        match path.rsplit_once('.').map_or("", |(_, extension)| extension) {
            "css" => "text/css; charset=utf-8",
            "js" | "mjs" => "text/javascript; charset=utf-8",
            "svg" => "image/svg+xml",
            "png" => "image/png",
            "ico" => "image/x-icon",
            "woff2" => "font/woff2",
            "webmanifest" => "application/manifest+json",
            _ => return None,
        },
    )
}

fn add_dir(hash: &mut Sha256, dir: &Dir<'_>) {
    for file in dir.files() {
        hash.update(file.path().to_string_lossy().as_bytes());
        hash.update([0]);
        hash.update(Sha256::digest(file.contents()));
    }
    for inner in dir.dirs() {
        add_dir(hash, inner);
    }
}

fn pack_dir(all: &mut HashMap<&'static Path, Packed>, dir: &'static Dir<'static>) {
    all.extend(dir.files().map(|file| (file.path(), Packed::default())));
    for inner in dir.dirs() {
        pack_dir(all, inner);
    }
}
