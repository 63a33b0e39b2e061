//! Backups in a bucket: the drill from there, what is broken off, what is away, what is not ours to see.

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::json;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use touchstone_app::backup::{Shelf, backup_step};
use touchstone_domain::access::Role;
use touchstone_domain::time::Span;
use touchstone_store::StoreConfig;
use touchstone_store::backup::{Bucket, BucketAccess, Credentials};
use touchstone_testkit::app::{
    S3_BUCKET, S3_KEY_ID, S3_REGION, S3_SECRET, S3Mood, S3Server, TestApp, TestSettings,
};
use touchstone_testkit::both_engines;
use touchstone_testkit::engines::{TestDatabase, block_on};

use crate::drill::{DrillShelf, drill};
use crate::process::{Place, Server, free_address, said};

const MIB: usize = 1 << 20;
const PREFIX: &str = "desk/one";

fn place_of_backups() -> String {
    format!("s3://{S3_BUCKET}/{PREFIX}")
}

/// Settings that lead to a bucket.
fn with_bucket(mut place: Place, endpoint: &str) -> Place {
    place.set("S3_ENDPOINT", endpoint);
    place.set("S3_PLAIN_HTTP", "true");
    place.set("S3_REGION", S3_REGION);
    place.set("S3_ACCESS_KEY_ID", S3_KEY_ID);
    place.set("S3_SECRET_ACCESS_KEY", S3_SECRET);
    place
}

impl DrillShelf for S3Server {
    fn place(&self) -> String {
        place_of_backups()
    }

    fn only(&self) -> String {
        let objects = self.objects();
        assert_eq!(objects.len(), 1, "{objects:?}");
        format!("s3://{S3_BUCKET}/{}", objects[0])
    }
}

#[test]
fn a_restore_from_a_bucket_misses_nothing_on_sqlite() {
    block_on(async {
        let bucket = S3Server::start().await;
        drill(&with_bucket(Place::sqlite(), &bucket.endpoint()), None, &bucket).await;
        assert_eq!((bucket.refused(), bucket.open_uploads()), (0, 0));
    });
}

#[test]
fn a_restore_from_a_bucket_misses_nothing_on_postgres() {
    block_on(async {
        let bucket = S3Server::start().await;
        let elsewhere = Some(TestDatabase::create_empty());
        drill(
            &with_bucket(Place::postgres(), &bucket.endpoint()),
            elsewhere,
            &bucket,
        )
        .await;
        assert_eq!((bucket.refused(), bucket.open_uploads()), (0, 0));
    });
}

/// Runs a command beside the bucket, which lives on this runtime.
async fn run(place: &Place, arguments: &[&str]) -> (bool, String) {
    let mut command = place.command(arguments);
    let done = tokio::task::spawn_blocking(move || command.output().unwrap())
        .await
        .unwrap();
    let told = said(&done);
    assert!(!told.contains(S3_SECRET) && !told.contains("panicked"), "{told}");
    (done.status.success(), told)
}

async fn refused(place: &Place, arguments: &[&str], sentence: &str) {
    let (done, told) = run(place, arguments).await;
    assert!(!done && told.contains(sentence), "{arguments:?} {told}");
}

/// An installation that holds some megabytes nobody can pack, stopped.
async fn heavy(bucket: &S3Server) -> Place {
    let place = with_bucket(Place::sqlite(), &bucket.endpoint());
    let _ = place.create_administrator();
    let server = Server::start(&place).await;
    let mut bytes = vec![0; 18 * MIB];
    getrandom_fill(&mut bytes);
    let mut files = Vec::new();
    for name in ["one.txt", "two.txt"] {
        let upload = server.public().post("/api/v1/public/uploads");
        let text: Vec<u8> = bytes.iter().map(|byte| b'0' + byte % 64).collect();
        let upload = upload.multipart(&[], &[("file", name, &text)]);
        files.push(upload.send().await.expect(201).json()["id"].clone());
    }
    let mut body = crate::crash::request("kept", None);
    body["attachments"] = json!(files);
    let _ = server
        .public()
        .post("/api/v1/public/tickets")
        .json(&body)
        .send()
        .await
        .expect(201);
    server.kill();
    place
}

/// Not random, and not to be packed either: a small generator is enough.
fn getrandom_fill(bytes: &mut [u8]) {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    for byte in bytes {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        *byte = (state >> 32) as u8;
    }
}

#[test]
fn an_upload_in_parts_counts_only_when_it_is_whole() {
    block_on(async {
        let bucket = S3Server::start().await;
        let place = heavy(&bucket).await;
        let to = place_of_backups();

        bucket.mood(S3Mood::AwayAfterParts(1));
        refused(&place, &["backup", "--to", &to], "cannot be reached or used").await;
        assert_eq!(
            bucket.objects(),
            Vec::<String>::new(),
            "half an upload is no object"
        );
        assert_eq!(
            bucket.open_uploads(),
            1,
            "nobody was there to take its parts back"
        );
        bucket.mood(S3Mood::Well);
        let (done, told) = run(&place, &["backup", "list", "--at", &to]).await;
        assert!(done && told.contains("there is no backup in"), "{told}");

        // A byte that reads back otherwise: it is found out, and taken away.
        bucket.mood(S3Mood::Forgetful);
        refused(&place, &["backup", "--to", &to], "damaged").await;
        assert_eq!(bucket.objects(), Vec::<String>::new());

        // Each part is refused once, and sent again.
        bucket.mood(S3Mood::Shaky);
        let (done, told) = run(&place, &["backup", "--to", &to]).await;
        assert!(done, "{told}");
        let (parts, largest) = bucket.parts();
        assert!(
            parts >= 3 && largest == 16 * MIB,
            "{parts} parts, the largest of {largest}"
        );
        let kept = bucket.only();
        assert!(told.contains(&kept), "{told}");

        bucket.mood(S3Mood::Well);
        for _ in 0..3 {
            assert!(run(&place, &["backup", "--to", &to]).await.0);
        }
        let (done, told) = run(&place, &["backup", "list", "--at", &to]).await;
        assert!(
            done && told.lines().count() == 4 && told.contains(&kept),
            "{told}"
        );
        assert_eq!(bucket.open_uploads(), 1, "no more than the one of before");
        let (done, told) = run(&place, &["backup", "verify", &kept]).await;
        assert!(done && told.contains("is whole"), "{told}");
        let key = kept.strip_prefix(&format!("s3://{S3_BUCKET}/")).unwrap();
        bucket.change(key, |bytes| bytes[20 * MIB] ^= 1);
        refused(&place, &["backup", "verify", &kept], "is damaged").await;
        bucket.change(key, |bytes| bytes.truncate(20 * MIB));
        refused(&place, &["backup", "verify", &kept], "cut short").await;
        refused(
            &place,
            &[
                "restore",
                "--from",
                &format!("{to}/nothing.backup"),
                "--data-dir",
                "there",
            ],
            "is not there",
        )
        .await;
        assert!(!place.directory().join("there").exists());
    });
}

#[test]
fn what_is_wrong_with_a_bucket_is_said_without_its_secret() {
    block_on(async {
        let bucket = S3Server::start().await;
        let to = place_of_backups();
        let place = with_bucket(Place::sqlite(), &bucket.endpoint());
        let _ = place.create_administrator();
        refused(&place, &["backup", "--to", "s3://another/x"], "is not there").await;
        refused(&place, &["backup", "--to", "s3://A"], "is not s3://BUCKET").await;

        let mut stranger = with_bucket(Place::sqlite(), &bucket.endpoint());
        let _ = stranger.create_administrator();
        stranger.set("S3_SECRET_ACCESS_KEY", "guessed by a stranger");
        let (done, told) = run(&stranger, &["backup", "--to", &to]).await;
        assert!(
            !done && told.contains("is refused to these credentials") && !told.contains("guessed"),
            "{told}"
        );
        assert!(bucket.refused() > 0);

        let nowhere = with_bucket(Place::sqlite(), &format!("http://{}", free_address()));
        let _ = nowhere.create_administrator();
        refused(
            &nowhere,
            &["backup", "--to", &to],
            "check the endpoint and the network",
        )
        .await;

        let mut plain = with_bucket(Place::sqlite(), &bucket.endpoint());
        plain.set("S3_PLAIN_HTTP", "false");
        refused(&plain, &["config", "check"], "must begin with https://").await;
        let (done, told) = run(&place, &["config", "check"]).await;
        assert!(
            done && told.contains(&bucket.endpoint()) && told.contains("with keys"),
            "{told}"
        );
        assert_eq!(bucket.objects(), Vec::<String>::new());
    });
}

/// The bucket behind TLS; its address and the authority that vouches for it.
async fn behind_tls(bucket: &S3Server, directory: &std::path::Path) -> (String, PathBuf) {
    let signed = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let authority = directory.join("authority.pem");
    std::fs::write(&authority, signed.cert.pem()).unwrap();
    let key = rustls::pki_types::PrivateKeyDer::try_from(signed.signing_key.serialize_der()).unwrap();
    let config =
        rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![signed.cert.der().clone()], key)
            .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let behind = bucket.endpoint().replace("http://", "");
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let (acceptor, behind) = (acceptor.clone(), behind.clone());
            tokio::spawn(async move {
                let Ok(mut secured) = acceptor.accept(stream).await else {
                    return;
                };
                let mut plain = tokio::net::TcpStream::connect(behind).await.unwrap();
                let _ = tokio::io::copy_bidirectional(&mut secured, &mut plain).await;
            });
        }
    });
    (format!("https://localhost:{port}"), authority)
}

#[test]
fn an_authority_of_ones_own_is_trusted_when_it_is_named() {
    block_on(async {
        let bucket = S3Server::start().await;
        let mut place = Place::sqlite();
        let (endpoint, authority) = behind_tls(&bucket, place.directory()).await;
        place = with_bucket(place, &endpoint);
        place.set("S3_PLAIN_HTTP", "false");
        let _ = place.create_administrator();
        let to = place_of_backups();
        refused(&place, &["backup", "--to", &to], "cannot be reached or used").await;
        place.set("S3_CA_FILE", authority.to_str().unwrap());
        let (done, told) = run(&place, &["backup", "--to", &to]).await;
        assert!(done && told.contains(&bucket.only()), "{told}");
    });
}

async fn app_with(config: StoreConfig, bucket: &S3Server) -> TestApp {
    let access = BucketAccess {
        endpoint: Some(bucket.endpoint()),
        region: S3_REGION.into(),
        credentials: Some(Credentials {
            id: S3_KEY_ID.into(),
            secret: zeroize::Zeroizing::new(S3_SECRET.into()),
            token: None,
        }),
        path_style: true,
        plain_http: true,
        authority: None,
    };
    let shelf = Bucket::new(&place_of_backups(), &access, tokio::runtime::Handle::current()).unwrap();
    let settings = TestSettings {
        shelf: Some(Shelf::Bucket(shelf)),
        ..TestSettings::default()
    };
    TestApp::start(config, settings).await
}

both_engines! {
    async fn backups_by_themselves_wait_for_a_bucket_that_is_away(config: StoreConfig) {
        let bucket = S3Server::start().await;
        let app = app_with(config, &bucket).await;
        let admin = app.client(Role::Administrator).await;
        bucket.mood(S3Mood::Away);
        assert!(backup_step(&app.app).await.unwrap());
        let told = admin.get("/api/v1/backups").send().await.expect(200);
        let problem = told.json()["items"][0]["problem"].as_str().unwrap().to_owned();
        for words in [&place_of_backups(), "cannot be reached or used"] {
            assert!(problem.contains(words), "{words}: {problem}");
        }
        assert!(!told.text().contains(S3_SECRET));
        assert!(!backup_step(&app.app).await.unwrap(), "not before an hour has passed");
        bucket.mood(S3Mood::Well);
        for day in 0..6 {
            app.clock.set(app.now() + if day == 0 { Span::hours(2) } else { Span::days(1) });
            assert!(backup_step(&app.app).await.unwrap(), "day {day}");
        }
        // The newest of each of three days and of two weeks are kept.
        let kept = bucket.objects();
        assert!((3..=4).contains(&kept.len()), "{kept:?}");
        let told = admin.get("/api/v1/backups").send().await.expect(200).json();
        let newest = told["items"][0]["file"].as_str().unwrap();
        assert!(kept.iter().any(|key| newest == format!("s3://{S3_BUCKET}/{key}")), "{told}");
        assert_eq!(bucket.open_uploads(), 0);
        app.stop().await;
    }
}
