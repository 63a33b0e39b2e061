//! Backups in a bucket of an S3-compatible store.
//!
//! A backup is uploaded in parts of which a few are held in memory, and appears when the last is there: what is broken
//! off is aborted and was never an object. Reading goes on at the byte where a connection was lost. Every call is bounded
//! in time and tried again a few times; what then still fails is told in words without keys.

use std::fmt;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures::stream::{BoxStream, StreamExt, TryStreamExt};
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path as ObjectPath;
use object_store::{BackoffConfig, ObjectStore, ObjectStoreExt, RetryConfig, WriteMultipart};
use tokio::runtime::Handle;
use touchstone_domain::time::Timestamp;
use zeroize::Zeroizing;

use super::connector::Connector;

/// What an address of a bucket begins with.
pub const SCHEME: &str = "s3://";
/// Bytes of one part. An object has at most 10,000, so a backup has at most 156 GiB.
const PART: usize = 16 << 20;
/// Parts on their way at once; one more is being filled.
const PARTS_AT_ONCE: usize = 2;
/// Longest silence of the other side: it includes the time a part takes to be sent.
pub(super) const SILENCE: Duration = Duration::from_secs(180);
const TRIES: usize = 4;

/// How buckets are reached.
#[derive(Clone)]
pub struct BucketAccess {
    /// `https://minio.internal:9000`; AWS itself without.
    pub endpoint: Option<String>,
    pub region: String,
    /// Without them the identity of the machine is asked for, as AWS gives it to its own.
    pub credentials: Option<Credentials>,
    /// Whether the bucket stands in the path of addresses, as MinIO has it, or in the host's name.
    pub path_style: bool,
    /// Whether an endpoint without TLS is meant.
    pub plain_http: bool,
    /// File with the certificates (PEM) of an authority that is trusted besides the machine's.
    pub authority: Option<PathBuf>,
}

/// What shows who calls.
#[derive(Clone)]
pub struct Credentials {
    pub id: String,
    pub secret: Zeroizing<String>,
    /// Of credentials that end by themselves.
    pub token: Option<Zeroizing<String>>,
}

/// Why something in a bucket could not be done.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{place} {reason}")]
pub struct BucketError {
    /// `s3://bucket/prefix`, or an object in it.
    pub place: String,
    pub reason: String,
}

/// The part of a bucket under a prefix. Cloning is cheap.
#[derive(Clone)]
pub struct Bucket {
    store: Arc<AmazonS3>,
    /// `s3://bucket/prefix`
    place: String,
    prefix: ObjectPath,
    runtime: Handle,
}

/// One object.
#[derive(Clone)]
pub struct BucketObject {
    bucket: Bucket,
    key: ObjectPath,
    /// `s3://bucket/prefix/name`
    shown: PathBuf,
}

/// An object as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BucketEntry {
    pub name: String,
    pub size: u64,
    pub written_at: Timestamp,
}

impl fmt::Debug for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.place)
    }
}

impl fmt::Debug for BucketAccess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Never the secret.
        write!(
            f,
            "{} ({})",
            self.endpoint.as_deref().unwrap_or("AWS"),
            self.region
        )
    }
}

/// `s3://bucket/some/prefix` as bucket and prefix, or what is wrong with it.
pub fn bucket_address(text: &str) -> Result<(String, String), String> {
    let rest = text.strip_prefix(SCHEME).unwrap_or_default();
    let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
    let fits = (3..=63).contains(&bucket.len())
        && bucket
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'.');
    if !fits {
        return Err(format!("`{text}` is not s3://BUCKET or s3://BUCKET/PREFIX"));
    }
    let prefix = prefix.trim_matches('/');
    ObjectPath::parse(prefix).map_err(|e| format!("`{text}`: {e}"))?;
    Ok((bucket.to_owned(), prefix.to_owned()))
}

impl Bucket {
    /// What is under an address. Nothing is asked of the other side yet. Blocking calls run on `runtime`, from threads
    /// that are not its own.
    pub fn new(address: &str, access: &BucketAccess, runtime: Handle) -> Result<Self, BucketError> {
        let wrong = |reason: String| BucketError {
            place: address.to_owned(),
            reason,
        };
        let (bucket, prefix) =
            bucket_address(address).map_err(|what| wrong(format!("cannot be used: {what}")))?;
        let authority = access.authority.as_ref().map(|path| {
            let pem = std::fs::read(path);
            pem.map_err(|e| wrong(format!("cannot be used: {} cannot be read: {e}", path.display())))
        });
        let authority = authority.transpose()?;
        let retry = RetryConfig {
            backoff: BackoffConfig::default(),
            max_retries: TRIES,
            retry_timeout: SILENCE,
        };
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(&bucket)
            .with_region(&access.region)
            .with_allow_http(access.plain_http)
            .with_virtual_hosted_style_request(!access.path_style)
            // One call for each object is what every such store knows.
            .with_disable_bulk_delete(true)
            .with_retry(retry)
            .with_http_connector(Connector(authority));
        if let Some(endpoint) = &access.endpoint {
            builder = builder.with_endpoint(endpoint_of(endpoint, &bucket, access.path_style));
        }
        if let Some(credentials) = &access.credentials {
            builder = builder
                .with_access_key_id(&credentials.id)
                .with_secret_access_key(credentials.secret.as_str());
            if let Some(token) = &credentials.token {
                builder = builder.with_token(token.as_str());
            }
        }
        let store = builder
            .build()
            .map_err(|e| wrong(format!("cannot be used: {e}")))?;
        let place = match prefix.as_str() {
            "" => format!("{SCHEME}{bucket}"),
            prefix => format!("{SCHEME}{bucket}/{prefix}"),
        };
        Ok(Self {
            store: Arc::new(store),
            place,
            prefix: ObjectPath::from(prefix),
            runtime,
        })
    }

    /// `s3://bucket/prefix`
    pub fn place(&self) -> &str {
        &self.place
    }

    pub fn object(&self, name: &str) -> BucketObject {
        BucketObject {
            bucket: self.clone(),
            key: self.prefix.clone().join(name),
            shown: PathBuf::from(format!("{}/{name}", self.place)),
        }
    }

    /// The object that an address names, if it lies here.
    pub fn object_at(&self, address: &str) -> Option<BucketObject> {
        let name = address.strip_prefix(&self.place)?.strip_prefix('/')?;
        (!name.is_empty() && !name.contains('/')).then(|| self.object(name))
    }

    /// Objects directly under the prefix, by name.
    pub async fn list(&self) -> Result<Vec<BucketEntry>, BucketError> {
        let listed = self.store.list_with_delimiter(Some(&self.prefix)).await;
        let listed = listed.map_err(|e| fault(&self.place, &e))?;
        let mut entries: Vec<_> = listed
            .objects
            .into_iter()
            .map(|meta| BucketEntry {
                name: meta.location.filename().unwrap_or_default().to_owned(),
                size: meta.size,
                written_at: Timestamp::from_micros(meta.last_modified.timestamp_micros()),
            })
            .collect();
        entries.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(entries)
    }
}

/// Where the bucket stands in the host's name, the endpoint must have it.
fn endpoint_of(endpoint: &str, bucket: &str, path_style: bool) -> String {
    match endpoint.split_once("://") {
        Some((scheme, host)) if !path_style => format!("{scheme}://{bucket}.{host}"),
        _ => endpoint.trim_end_matches('/').to_owned(),
    }
}

impl BucketObject {
    /// Its address.
    pub fn shown(&self) -> &Path {
        &self.shown
    }

    fn fault(&self, error: &object_store::Error) -> BucketError {
        fault(&self.shown.to_string_lossy(), error)
    }

    /// Its size. Blocks.
    pub(super) fn size(&self) -> Result<u64, BucketError> {
        let meta = self.bucket.runtime.block_on(self.bucket.store.head(&self.key));
        Ok(meta.map_err(|e| self.fault(&e))?.size)
    }

    /// Some of its bytes. Blocks.
    pub(super) fn range(&self, range: std::ops::Range<u64>) -> Result<Bytes, BucketError> {
        let read = self.bucket.store.get_range(&self.key, range);
        self.bucket.runtime.block_on(read).map_err(|e| self.fault(&e))
    }

    /// All of it, piece by piece. Blocks.
    pub(super) fn reader(&self) -> Result<ObjectReader, BucketError> {
        let found = self.bucket.runtime.block_on(self.bucket.store.get(&self.key));
        let object = self.clone();
        let stream = found.map_err(|e| self.fault(&e))?.into_stream();
        Ok(ObjectReader {
            runtime: self.bucket.runtime.clone(),
            stream: stream.map_err(move |e| object.fault(&e)).boxed(),
            now: Bytes::new(),
        })
    }

    /// Begins to write it. Blocks.
    pub(super) fn upload(&self) -> Result<Upload, BucketError> {
        let begun = self
            .bucket
            .runtime
            .block_on(self.bucket.store.put_multipart(&self.key));
        let upload = begun.map_err(|e| self.fault(&e))?;
        Ok(Upload {
            object: self.clone(),
            parts: Some(WriteMultipart::new_with_chunk_size(upload, PART)),
        })
    }

    /// Removes it; removing what is not there is no error.
    pub async fn remove(&self) -> Result<(), BucketError> {
        match self.bucket.store.delete(&self.key).await {
            Err(object_store::Error::NotFound { .. }) | Ok(()) => Ok(()),
            Err(e) => Err(self.fault(&e)),
        }
    }

    /// The same. Blocks.
    pub(super) fn remove_now(&self) -> Result<(), BucketError> {
        self.bucket.runtime.block_on(self.remove())
    }
}

/// An object being read. Errors are [`BucketError`]s in the clothes of [`io::Error`].
pub(super) struct ObjectReader {
    runtime: Handle,
    stream: BoxStream<'static, Result<Bytes, BucketError>>,
    now: Bytes,
}

impl Read for ObjectReader {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.now.is_empty() {
            match self.runtime.block_on(self.stream.next()) {
                None => return Ok(0),
                Some(Ok(bytes)) => self.now = bytes,
                Some(Err(error)) => return Err(io::Error::other(error)),
            }
        }
        let taken = out.len().min(self.now.len());
        out[..taken].copy_from_slice(&self.now.split_to(taken));
        Ok(taken)
    }
}

/// An object being written. It appears with [`Upload::finish`]; dropped before, it is taken back.
pub(super) struct Upload {
    object: BucketObject,
    parts: Option<WriteMultipart>,
}

impl Upload {
    /// Makes the object appear, whole.
    pub(super) fn finish(mut self) -> io::Result<()> {
        let Some(parts) = self.parts.take() else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        let finished = self.object.bucket.runtime.block_on(parts.finish());
        finished
            .map(drop)
            .map_err(|e| io::Error::other(self.object.fault(&e)))
    }
}

impl Write for Upload {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Some(parts) = &mut self.parts else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        // At most one part more than there may be on their way.
        let bytes = &bytes[..bytes.len().min(PART)];
        let written = self.object.bucket.runtime.block_on(async {
            parts.wait_for_capacity(PARTS_AT_ONCE).await?;
            parts.write(bytes);
            Ok(())
        });
        match written {
            Ok(()) => Ok(bytes.len()),
            Err(error) => Err(io::Error::other(self.object.fault(&error))),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        if let Some(parts) = self.parts.take()
            && let Err(error) = self.object.bucket.runtime.block_on(parts.abort())
        {
            let place = self.object.shown.display();
            tracing::warn!(%error, %place, "parts of an upload that was broken off could not be removed");
        }
    }
}

/// The bucket's fault inside an error of reading or writing, however deep.
pub(super) fn bucket_fault(error: &io::Error) -> Option<BucketError> {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = error.get_ref().map(|inner| inner as _);
    while let Some(at) = cause {
        if let Some(found) = at.downcast_ref::<BucketError>() {
            return Some(found.clone());
        }
        // A wrapped io::Error shows what it wraps only to those who ask it.
        let inner = at.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        cause = inner.map(|inner| inner as _).or_else(|| at.source());
    }
    None
}

fn fault(place: &str, error: &object_store::Error) -> BucketError {
    let reason = match error {
        object_store::Error::NotFound { .. } => {
            "is not there; check the address, and that the bucket exists".to_owned()
        }
        object_store::Error::PermissionDenied { .. } | object_store::Error::Unauthenticated { .. } => {
            "is refused to these credentials; check them, the region and what they may do".to_owned()
        }
        other => format!(
            "cannot be reached or used: {}; check the endpoint and the network. Nothing of it counts, and trying again is safe",
            innermost(other)
        ),
    };
    BucketError {
        place: place.to_owned(),
        reason,
    }
}

/// What it comes down to: the outer layers repeat each other.
fn innermost(error: &object_store::Error) -> String {
    let mut last: &(dyn std::error::Error + 'static) = error;
    while let Some(source) = last.source() {
        last = source;
    }
    let text: String = last
        .to_string()
        .chars()
        .filter(|c| !c.is_control())
        .take(300)
        .collect();
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_bucket_and_prefix() {
        let read = |text: &str| bucket_address(text);
        assert_eq!(read("s3://kept"), Ok(("kept".into(), String::new())));
        assert_eq!(read("s3://kept/a/b/"), Ok(("kept".into(), "a/b".into())));
        for wrong in [
            "s3://",
            "s3:///x",
            "s3://A",
            "s3://ab",
            "s3://a b c/x",
            "/var/backups",
            "s3://kept/a//b",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_bucket_goes_where_the_style_wants_it() {
        assert_eq!(
            endpoint_of("https://s3.example/", "kept", true),
            "https://s3.example"
        );
        assert_eq!(
            endpoint_of("https://s3.example:9000", "kept", false),
            "https://kept.s3.example:9000"
        );
    }

    #[test]
    fn a_fault_is_found_inside_other_errors() {
        let fault = BucketError {
            place: "s3://kept".into(),
            reason: "is away".into(),
        };
        let inner = io::Error::other(fault);
        let outer = io::Error::other(inner);
        assert_eq!(bucket_fault(&outer).unwrap().to_string(), "s3://kept is away");
        assert!(bucket_fault(&io::ErrorKind::NotFound.into()).is_none());
    }
}
