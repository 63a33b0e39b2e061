//! A bucket of an S3-compatible store, in memory: objects, parts, lists in pages, and nobody let in without the right
//! signature (AWS Signature Version 4, "Authenticating Requests: Using the Authorization Header").

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::response::Response;
use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use parking_lot::Mutex;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use sha2::{Digest as _, Sha256};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// What the owner of the bucket shows.
pub const S3_KEY_ID: &str = "AKIDTESTKIT";
pub const S3_SECRET: &str = "a secret that nobody else/has+seen=";
pub const S3_REGION: &str = "eu-test-1";
pub const S3_BUCKET: &str = "kept-backups";

/// Objects in one page of a list: few, so that there are pages.
const PAGE: usize = 2;
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');
const WRITTEN: &str = "2026-11-22T08:00:00.000Z";
const WRITTEN_HTTP: &str = "Sun, 22 Nov 2026 08:00:00 GMT";

/// How it behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum S3Mood {
    #[default]
    Well,
    /// Nothing is answered but 503.
    Away,
    /// Parts are taken until this many are there, then 503 for everything.
    AwayAfterParts(usize),
    /// One byte of what is read differs from what was written.
    Forgetful,
    /// The first answer to each part is 503.
    Shaky,
}

#[derive(Default)]
struct Kept {
    objects: BTreeMap<String, Vec<u8>>,
    uploads: BTreeMap<String, BTreeMap<u32, Vec<u8>>>,
    next: u32,
    parts: usize,
    largest_part: usize,
    mood: S3Mood,
    shaken: Vec<String>,
    refused: usize,
}

/// A running store with one bucket.
pub struct S3Server {
    address: SocketAddr,
    kept: Arc<Mutex<Kept>>,
    serving: JoinHandle<()>,
}

impl S3Server {
    pub async fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .expect("a free port");
        let address = listener.local_addr().expect("the port");
        let kept = Arc::new(Mutex::new(Kept::default()));
        let router = Router::new().fallback(answer).with_state(Arc::clone(&kept));
        let serving = tokio::spawn(async move {
            axum::serve(listener, router).await.expect("the bucket is served");
        });
        Self {
            address,
            kept,
            serving,
        }
    }

    /// `http://127.0.0.1:…`
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn mood(&self, mood: S3Mood) {
        let mut kept = self.kept.lock();
        kept.mood = mood;
        kept.parts = 0;
    }

    /// Keys of the objects that are there.
    pub fn objects(&self) -> Vec<String> {
        self.kept.lock().objects.keys().cloned().collect()
    }

    /// Uploads that were neither completed nor aborted.
    pub fn open_uploads(&self) -> usize {
        self.kept.lock().uploads.len()
    }

    /// Parts taken since the mood was set, and the bytes of the largest.
    pub fn parts(&self) -> (usize, usize) {
        let kept = self.kept.lock();
        (kept.parts, kept.largest_part)
    }

    /// Calls that were turned away for their signature.
    pub fn refused(&self) -> usize {
        self.kept.lock().refused
    }

    /// Changes an object behind everybody's back.
    pub fn change(&self, key: &str, change: impl FnOnce(&mut Vec<u8>)) {
        change(self.kept.lock().objects.get_mut(key).expect("an object"));
    }
}

impl Drop for S3Server {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn answer(State(kept): State<Arc<Mutex<Kept>>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let mut kept = kept.lock();
    if !signed(&head, &body) {
        kept.refused += 1;
        return problem(403, "SignatureDoesNotMatch");
    }
    let path = percent_decode_str(head.uri.path())
        .decode_utf8_lossy()
        .into_owned();
    let query = query_of(head.uri.query().unwrap_or_default());
    let asked = |name: &str| {
        query
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    };
    let away = match kept.mood {
        S3Mood::Away => true,
        S3Mood::AwayAfterParts(most) => kept.parts >= most,
        _ => false,
    };
    if away {
        return problem(503, "ServiceUnavailable");
    }
    let inside = path.strip_prefix('/').unwrap_or_default();
    let (bucket, key) = inside.split_once('/').unwrap_or((inside, ""));
    if bucket != S3_BUCKET {
        return problem(404, "NoSuchBucket");
    }
    let key = key.to_owned();
    match (head.method.as_str(), asked("uploadId")) {
        ("GET", None) if key.is_empty() => list(
            &kept,
            asked("prefix"),
            asked("delimiter"),
            asked("continuation-token"),
        ),
        ("GET", None) => {
            let forget = kept.mood == S3Mood::Forgetful;
            let range = head.headers.get("range").and_then(|range| range.to_str().ok());
            kept.objects
                .get(&key)
                .map_or_else(|| problem(404, "NoSuchKey"), |bytes| read(bytes, range, forget))
        }
        ("HEAD", None) => match kept.objects.get(&key) {
            Some(bytes) => found(200, bytes)
                .header("content-length", bytes.len())
                .body(Body::empty())
                .expect("an answer"),
            None => Response::builder()
                .status(404)
                .body(Body::empty())
                .expect("an answer"),
        },
        ("PUT", None) => {
            let answer = found(200, &body).body(Body::empty()).expect("an answer");
            kept.objects.insert(key, body.to_vec());
            answer
        }
        ("DELETE", None) => {
            kept.objects.remove(&key);
            Response::builder()
                .status(204)
                .body(Body::empty())
                .expect("an answer")
        }
        ("POST", None) if asked("uploads").is_some() => {
            kept.next += 1;
            let id = format!("upload-{}", kept.next);
            kept.uploads.insert(id.clone(), BTreeMap::new());
            let inner = format!("<Bucket>{bucket}</Bucket><Key>{key}</Key><UploadId>{id}</UploadId>");
            xml("InitiateMultipartUploadResult", &inner)
        }
        ("PUT", Some(id)) => {
            let number: u32 = asked("partNumber")
                .and_then(|n| n.parse().ok())
                .unwrap_or_default();
            let name = format!("{id}/{number}");
            if kept.mood == S3Mood::Shaky && !kept.shaken.contains(&name) {
                kept.shaken.push(name);
                return problem(503, "SlowDown");
            }
            kept.parts += 1;
            kept.largest_part = kept.largest_part.max(body.len());
            let answer = found(200, &body).body(Body::empty()).expect("an answer");
            match kept.uploads.get_mut(id) {
                Some(parts) => {
                    parts.insert(number, body.to_vec());
                    answer
                }
                None => problem(404, "NoSuchUpload"),
            }
        }
        ("POST", Some(id)) => match kept.uploads.remove(id) {
            Some(parts) => {
                let whole: Vec<u8> = parts.into_values().flatten().collect();
                let inner = format!("<ETag>{}</ETag>", tag(&whole));
                kept.objects.insert(key, whole);
                xml("CompleteMultipartUploadResult", &inner)
            }
            None => problem(404, "NoSuchUpload"),
        },
        ("DELETE", Some(id)) => {
            kept.uploads.remove(id);
            Response::builder()
                .status(204)
                .body(Body::empty())
                .expect("an answer")
        }
        _ => problem(501, "NotImplemented"),
    }
}

fn list(kept: &Kept, prefix: Option<&str>, delimiter: Option<&str>, after: Option<&str>) -> Response {
    let prefix = prefix.unwrap_or_default();
    let direct = |key: &&String| delimiter.is_none_or(|mark| !key[prefix.len()..].contains(mark));
    let mut found = kept
        .objects
        .iter()
        .filter(|(key, _)| key.starts_with(prefix) && after.is_none_or(|after| key.as_str() > after))
        .filter(|(key, _)| direct(key));
    let page: Vec<_> = found.by_ref().take(PAGE).collect();
    let more = found.next().is_some();
    let mut inner = format!("<Name>{S3_BUCKET}</Name><IsTruncated>{more}</IsTruncated>");
    if let Some((last, _)) = page.last().filter(|_| more) {
        inner.push_str(&format!("<NextContinuationToken>{last}</NextContinuationToken>"));
    }
    for (key, bytes) in page {
        inner.push_str(&format!(
            "<Contents><Key>{key}</Key><LastModified>{WRITTEN}</LastModified><ETag>{}</ETag><Size>{}</Size></Contents>",
            tag(bytes),
            bytes.len()
        ));
    }
    xml("ListBucketResult", &inner)
}

fn read(bytes: &[u8], range: Option<&str>, forget: bool) -> Response {
    let mut whole = bytes.to_vec();
    if let Some(byte) = whole.get_mut(bytes.len() / 2).filter(|_| forget) {
        *byte ^= 1;
    }
    let bounds = range.and_then(|range| range.strip_prefix("bytes=")?.split_once('-'));
    let Some((from, to)) = bounds else {
        return found(200, bytes).body(Body::from(whole)).expect("an answer");
    };
    let size = bytes.len();
    let from: usize = from.parse().unwrap_or_default();
    let to = to.parse().map_or(size, |last: usize| (last + 1).min(size));
    found(206, bytes)
        .header("content-range", format!("bytes {from}-{}/{size}", to - 1))
        .body(Body::from(whole[from..to].to_vec()))
        .expect("an answer")
}

fn tag(bytes: &[u8]) -> String {
    format!("\"{}\"", &HEXLOWER.encode(&Sha256::digest(bytes))[..32])
}

fn found(status: u16, bytes: &[u8]) -> http::response::Builder {
    Response::builder()
        .status(status)
        .header("etag", tag(bytes))
        .header("last-modified", WRITTEN_HTTP)
}

fn xml(name: &str, inner: &str) -> Response {
    let text = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?><{name}>{inner}</{name}>");
    Response::builder()
        .header("content-type", "application/xml")
        .body(Body::from(text))
        .expect("an answer")
}

fn problem(status: u16, code: &str) -> Response {
    let mut response = xml("Error", &format!("<Code>{code}</Code><Message>{code}</Message>"));
    *response.status_mut() = http::StatusCode::from_u16(status).expect("a status");
    response
}

fn query_of(text: &str) -> Vec<(String, String)> {
    let decoded = |part: &str| percent_decode_str(part).decode_utf8_lossy().into_owned();
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name), decoded(value))
        })
        .collect()
}

/// Whether the call carries the signature that only the owner of the secret can make over it.
fn signed(head: &http::request::Parts, body: &[u8]) -> bool {
    let header = |name: &str| head.headers.get(name).and_then(|value| value.to_str().ok());
    let Some(shown) = header("authorization").and_then(|text| text.strip_prefix("AWS4-HMAC-SHA256 ")) else {
        return false;
    };
    let part = |name: &str| {
        let mut parts = shown.split(',').filter_map(|part| part.trim().split_once('='));
        parts.find(|(key, _)| *key == name).map(|(_, value)| value)
    };
    let (Some(credential), Some(names), Some(signature)) =
        (part("Credential"), part("SignedHeaders"), part("Signature"))
    else {
        return false;
    };
    let (Some(date), Some(payload)) = (header("x-amz-date"), header("x-amz-content-sha256")) else {
        return false;
    };
    let day = &date[..8.min(date.len())];
    let scope = format!("{day}/{S3_REGION}/s3/aws4_request");
    if credential != format!("{S3_KEY_ID}/{scope}") || payload != HEXLOWER.encode(&Sha256::digest(body)) {
        return false;
    }
    let needed = ["host", "x-amz-content-sha256", "x-amz-date"];
    if !needed
        .iter()
        .all(|name| names.split(';').any(|signed| signed == *name))
    {
        return false;
    }
    let mut canonical = format!("{}\n{}\n", head.method, head.uri.path());
    let encoded = |text: &str| utf8_percent_encode(text, UNRESERVED).to_string();
    let mut query: Vec<String> = query_of(head.uri.query().unwrap_or_default())
        .iter()
        .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)))
        .collect();
    query.sort();
    canonical.push_str(&query.join("&"));
    canonical.push('\n');
    for name in names.split(';') {
        let value = header(name).unwrap_or_default().trim();
        canonical.push_str(&format!("{name}:{value}\n"));
    }
    canonical.push_str(&format!("\n{names}\n{payload}"));
    let told = HEXLOWER.encode(&Sha256::digest(canonical.as_bytes()));
    let text = format!("AWS4-HMAC-SHA256\n{date}\n{scope}\n{told}");
    let mut key = format!("AWS4{S3_SECRET}").into_bytes();
    for part in [day, S3_REGION, "s3", "aws4_request", &text] {
        key = mac(&key, part.as_bytes());
    }
    HEXLOWER.encode(&key) == signature
}

fn mac(key: &[u8], text: &[u8]) -> Vec<u8> {
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(key).expect("a key");
    mac.update(text);
    mac.finalize().into_bytes().to_vec()
}
