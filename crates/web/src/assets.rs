//! Scripts, styles and pictures of the pages, embedded in the binary.
//!
//! Their addresses hold one hash over all of them, so browsers may keep each for a year, and files that name each
//! other relatively keep working.

use std::collections::HashMap;
use std::sync::LazyLock;

use axum::response::{IntoResponse, Response};
use data_encoding::HEXLOWER;
use http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use http::{HeaderMap, HeaderValue};
use sha2::{Digest, Sha256};

use crate::access::Open;
use crate::failure::Failure;
use crate::packing::{Coding, Packed};
use crate::path::At;
use crate::route::Route;

/// Every file under its path, packed by the build script.
static FILES: &[(&str, &[u8])] = &include!(concat!(env!("OUT_DIR"), "/assets.rs"));

static HASH: LazyLock<String> = LazyLock::new(|| {
    let mut hash = Sha256::new();
    for (path, packed) in FILES {
        hash.update(path);
        hash.update([0]);
        hash.update(Sha256::digest(packed));
    }
    HEXLOWER.encode(&hash.finalize()[..8])
});

static PACKED: LazyLock<HashMap<&str, Packed>> = LazyLock::new(|| {
    let packed = FILES.iter().map(|(path, brotli)| (*path, Packed::new(brotli)));
    packed.collect()
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
    let (Some(packed), Some(media_type)) = (PACKED.get(path), media_type(path)) else {
        return Err(Failure::not_found());
    };
    let wanted = Coding::wanted(asked).filter(|_| is_text(media_type));
    let mut response = packed.get(wanted).await.into_response();
    if let Some(coding) = wanted {
        let name = HeaderValue::from_static(coding.name());
        response.headers_mut().insert(CONTENT_ENCODING, name);
    }
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    if is_text(media_type) {
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
