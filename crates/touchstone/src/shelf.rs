//! Where backups are kept, as it is written on the command line and in the configuration: a directory, or
//! `s3://bucket/prefix`.

use anyhow::{Result, bail};
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use tokio::runtime::Handle;
use touchstone_store::backup::{Bucket, BucketAccess, KeptBackup, SCHEME, Shelf, bucket_address};

/// A place for backups, not looked at yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ShelfPlace {
    /// Absolute.
    Directory(PathBuf),
    Bucket(String),
}

impl FromStr for ShelfPlace {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.is_empty() {
            return Err("the path is empty".to_owned());
        }
        if text.starts_with(SCHEME) {
            bucket_address(text)?;
            return Ok(Self::Bucket(text.to_owned()));
        }
        let path = PathBuf::from(text);
        Ok(Self::Directory(std::path::absolute(&path).unwrap_or(path)))
    }
}

impl fmt::Display for ShelfPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Directory(dir) => write!(f, "{}", dir.display()),
            Self::Bucket(address) => f.write_str(address),
        }
    }
}

impl ShelfPlace {
    /// The shelf itself. A bucket is called on `runtime`.
    pub(crate) fn open(&self, access: &BucketAccess, runtime: Handle) -> Result<Shelf> {
        Ok(match self {
            Self::Directory(dir) => Shelf::Directory(dir.clone()),
            Self::Bucket(address) => Shelf::Bucket(Bucket::new(address, access, runtime)?),
        })
    }
}

/// Whether a backup lies in a bucket.
pub(crate) fn in_bucket(place: &Path) -> bool {
    place.to_string_lossy().starts_with(SCHEME)
}

/// One backup, by its path or its address.
pub(crate) fn kept(place: &Path, access: &BucketAccess, runtime: Handle) -> Result<KeptBackup> {
    if !in_bucket(place) {
        return Ok(KeptBackup::from(place));
    }
    let address = place.to_string_lossy();
    let Some((shelf, name)) = address
        .rsplit_once('/')
        .filter(|(shelf, _)| shelf.len() > SCHEME.len())
    else {
        bail!(
            "{address} names no backup; give s3://BUCKET/PREFIX/NAME, as `touchstone backup list` shows it"
        );
    };
    Ok(KeptBackup::Object(
        Bucket::new(shelf, access, runtime)?.object(name),
    ))
}
