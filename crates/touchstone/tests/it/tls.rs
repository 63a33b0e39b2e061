//! TLS of our own: what browsers are told over it, and certificates that change while it runs.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rcgen::{CertifiedKey, KeyPair, generate_simple_self_signed};
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use crate::process::{Place, Server, free_address, said};

type Tls = StreamOwned<ClientConnection, TcpStream>;

fn certificate() -> CertifiedKey<KeyPair> {
    generate_simple_self_signed(["localhost".to_owned()]).unwrap()
}

/// Puts certificate and key where the server reads them.
fn install(place: &Path, certificate: &str, key: &str) {
    std::fs::write(place.join("cert.pem"), certificate).unwrap();
    std::fs::write(place.join("key.pem"), key).unwrap();
}

fn settings(place: &Place) -> [(&'static str, std::path::PathBuf); 2] {
    [
        ("TOUCHSTONE_TLS_CERTIFICATE", place.directory().join("cert.pem")),
        ("TOUCHSTONE_TLS_KEY", place.directory().join("key.pem")),
    ]
}

fn serve(place: &Place) -> Server {
    Server::start_until_said(place, "serving", |arguments| {
        let mut command = place.command(arguments);
        command.envs(settings(place));
        command
    })
}

/// A connection of somebody who trusts this certificate and no other.
fn connect(server: &Server, trusted: &CertificateDer<'static>) -> Result<Tls, String> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    let session = ClientConnection::new(Arc::new(config), name).unwrap();
    let stream = TcpStream::connect(server.address()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let mut tls = StreamOwned::new(session, stream);
    tls.flush().map_err(|error| error.to_string())?;
    Ok(tls)
}

/// Asks for a page; gives the head of the answer. The connection stays open.
fn ask(tls: &mut Tls, path: &str) -> String {
    write!(tls, "GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let mut heard = Vec::new();
    while !heard.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        tls.read_exact(&mut byte).unwrap();
        heard.push(byte[0]);
    }
    let head = String::from_utf8(heard).unwrap().to_lowercase();
    let length = head
        .split("content-length: ")
        .nth(1)
        .map_or("0", |rest| rest.lines().next().unwrap());
    tls.read_exact(&mut vec![0; length.parse().unwrap()]).unwrap();
    head
}

#[test]
fn over_tls_browsers_are_bound_to_it() {
    let place = Place::sqlite();
    let own = certificate();
    install(
        place.directory(),
        &own.cert.pem(),
        &own.signing_key.serialize_pem(),
    );
    let server = serve(&place);
    let mut tls = connect(&server, own.cert.der()).unwrap();
    let head = ask(&mut tls, "/healthz");
    assert!(head.starts_with("http/1.1 200 "), "{head}");
    assert!(head.contains("strict-transport-security: max-age="), "{head}");
    assert!(
        server.said().contains("https://"),
        "the set-up address is told with https"
    );
    let stranger = certificate();
    assert!(
        connect(&server, stranger.cert.der()).is_err(),
        "the test does check certificates"
    );
}

#[test]
fn a_changed_certificate_is_used_and_open_connections_stay() {
    let place = Place::sqlite();
    let (first, second) = (certificate(), certificate());
    install(
        place.directory(),
        &first.cert.pem(),
        &first.signing_key.serialize_pem(),
    );
    let mut server = serve(&place);
    let mut open = connect(&server, first.cert.der()).unwrap();
    ask(&mut open, "/healthz");
    install(
        place.directory(),
        &second.cert.pem(),
        &second.signing_key.serialize_pem(),
    );
    server.wait_said("the certificate was replaced");
    let mut new = connect(&server, second.cert.der()).unwrap();
    assert!(ask(&mut new, "/healthz").contains("200 ok"));
    assert!(ask(&mut open, "/healthz").contains("200 ok"));
    assert!(connect(&server, first.cert.der()).is_err());
}

#[test]
fn a_bad_replacement_leaves_the_old_certificate_and_is_named() {
    let place = Place::sqlite();
    let (first, second) = (certificate(), certificate());
    let key = first.signing_key.serialize_pem();
    install(place.directory(), &first.cert.pem(), &key);
    let mut server = serve(&place);
    install(place.directory(), &second.cert.pem(), &key);
    server.wait_said("the old one stays: the key in ");
    let mut tls = connect(&server, first.cert.der()).unwrap();
    assert!(ask(&mut tls, "/healthz").contains("200 ok"));
    install(place.directory(), "nonsense", &key);
    server.wait_said("holds no certificate");
    std::fs::remove_file(place.directory().join("key.pem")).unwrap();
    server.wait_said("key.pem cannot be read");
    connect(&server, first.cert.der()).unwrap();
    // What is mended is used.
    install(
        place.directory(),
        &second.cert.pem(),
        &second.signing_key.serialize_pem(),
    );
    server.wait_said("the certificate was replaced");
    connect(&server, second.cert.der()).unwrap();
}

#[test]
fn files_that_do_not_work_are_refused_at_the_start() {
    let place = Place::sqlite();
    let (own, other) = (certificate(), certificate());
    install(
        place.directory(),
        &own.cert.pem(),
        &other.signing_key.serialize_pem(),
    );
    for arguments in [
        &["config", "check"][..],
        &["serve", "--listen", &free_address().to_string()],
    ] {
        let output = place.command(arguments).envs(settings(&place)).output().unwrap();
        let said = said(&output);
        assert!(!output.status.success(), "{said}");
        assert!(said.contains("key.pem is not the one of"), "{said}");
    }
    let mut plain = place.command(&["config", "check"]);
    plain
        .envs(settings(&place))
        .env("TOUCHSTONE_PUBLIC_URL", "http://shop.example");
    let said = said(&plain.output().unwrap());
    assert!(said.contains("must begin with https://"), "{said}");
}
