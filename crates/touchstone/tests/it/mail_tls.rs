//! Mail fetched from a real Dovecot that lets nobody in without TLS: from the first byte and by STARTTLS, with a certificate that
//! is trusted or not, with a password and with an OAuth 2 token that ends and is replaced.

use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use data_encoding::{BASE64, BASE64URL_NOPAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use serde_json::{Value, json};
use sha2::Sha256;
use touchstone_testkit::app::Client;
use touchstone_testkit::engines::{TestDirectory, block_on};

use crate::mail_servers::{Daemon, MAIL_ID, as_root, run, spawn, user};
use crate::process::{Place, Server, free_address};

const LOOK_AGAIN: Duration = Duration::from_millis(100);
const LOOKS: u32 = 400;
const KEY: &[u8] = b"a key that Dovecot and the issuer of tokens share";
/// Long ago, and far ahead.
const OVER: i64 = 1_000_000_000;
const AHEAD: i64 = 4_000_000_000;

/// Dovecot with the mailboxes zhang@mail.example and desk@mail.example.
struct Dovecot {
    directory: TestDirectory,
    tls: SocketAddr,
    start_tls: SocketAddr,
    _daemon: Daemon,
}

impl Dovecot {
    fn start() -> Self {
        let owner = if user() == 0 { MAIL_ID } else { user() };
        let directory = TestDirectory::new();
        let (tls, start_tls) = (free_address(), free_address());
        let here = directory.path();
        std::fs::set_permissions(here, std::fs::Permissions::from_mode(0o755)).unwrap();
        for inner in ["run", "mail", "keys/default/HS256"] {
            std::fs::create_dir_all(here.join(inner)).unwrap();
        }
        run(as_root("chown")
            .arg(format!("{owner}:{owner}"))
            .arg(here.join("mail")));
        certificates(here);
        let written = |name: &str, text: String| std::fs::write(here.join(name), text).unwrap();
        written("keys/default/HS256/default", BASE64.encode(KEY));
        written(
            "oauth2.conf",
            format!(
                "introspection_mode = local\nlocal_validation_key_dict = fs:posix:prefix={}/keys/\n\
                 username_attribute = email\n",
                here.display()
            ),
        );
        let line = |name: &str| {
            let home = here.join("mail").join(name);
            format!(
                "{name}@mail.example:{{PLAIN}}hush:{owner}:{owner}::{}::\n",
                home.display()
            )
        };
        written("users", line("zhang") + &line("desk"));
        written("dovecot.conf", configuration(here, tls, start_tls));
        let daemon = spawn(
            as_root("dovecot")
                .arg("-F")
                .arg("-c")
                .arg(here.join("dovecot.conf")),
        );
        let dovecot = Self {
            directory,
            tls,
            start_tls,
            _daemon: daemon,
        };
        for address in [tls, start_tls] {
            let listens = (0..LOOKS).any(|_| {
                std::thread::sleep(LOOK_AGAIN);
                std::net::TcpStream::connect(address).is_ok()
            });
            assert!(listens, "nobody listens:\n{}", dovecot.log());
        }
        dovecot
    }

    /// Puts a mail into a mailbox.
    fn save(&self, user: &str, subject: &str) {
        let mut doveadm = as_root("doveadm");
        doveadm.arg("-c").arg(self.directory.path().join("dovecot.conf"));
        let mut child = doveadm
            .args(["save", "-u", user])
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        let text = format!(
            "From: li@mail.example\r\nTo: care@shop.example\r\nSubject: {subject}\r\nMessage-ID: <{subject}@mail.example>\r\n\r\nhi\r\n"
        );
        std::io::Write::write_all(&mut child.stdin.take().unwrap(), text.as_bytes()).unwrap();
        assert!(child.wait().unwrap().success(), "{}", self.log());
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.directory.path().join("dovecot.log")).unwrap_or_default()
    }

    fn authority(&self) -> std::path::PathBuf {
        self.directory.path().join("authority.pem")
    }
}

/// An authority of this test alone, and what it signed for the server.
fn certificates(here: &Path) {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    let authority = params.self_signed(&key).unwrap();
    let issuer = Issuer::new(params, key);
    let server_key = KeyPair::generate().unwrap();
    let server = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let server = server.signed_by(&server_key, &issuer).unwrap();
    std::fs::write(here.join("authority.pem"), authority.pem()).unwrap();
    std::fs::write(here.join("cert.pem"), server.pem()).unwrap();
    std::fs::write(here.join("key.pem"), server_key.serialize_pem()).unwrap();
}

fn configuration(here: &Path, tls: SocketAddr, start_tls: SocketAddr) -> String {
    let here = here.display();
    let users = format!("{{\n  driver = passwd-file\n  args = username_format=%u {here}/users\n}}");
    format!(
        "base_dir = {here}/run\nlog_path = {here}/dovecot.log\nprotocols = imap\nlisten = 127.0.0.1\nssl = required\n\
         ssl_cert = <{here}/cert.pem\nssl_key = <{here}/key.pem\ndisable_plaintext_auth = yes\nfirst_valid_uid = 1\n\
         auth_mechanisms = plain xoauth2\nmail_location = maildir:~/Maildir\n\
         passdb {{\n  driver = oauth2\n  mechanisms = xoauth2\n  args = {here}/oauth2.conf\n}}\n\
         passdb {users}\nuserdb {users}\n\
         service imap-login {{\n  inet_listener imap {{\n    port = {}\n  }}\n  inet_listener imaps {{\n    port = {}\n    \
         ssl = yes\n  }}\n}}\n",
        start_tls.port(),
        tls.port()
    )
}

/// A token for somebody until an instant (RFC 7519), as an identity provider makes it.
fn token(email: &str, until: i64) -> String {
    let part = |value: &Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
    let claims = json!({"sub": email, "email": email, "iat": OVER - 60, "nbf": OVER - 60, "exp": until});
    let signed = format!(
        "{}.{}",
        part(&json!({"alg": "HS256", "typ": "JWT"})),
        part(&claims)
    );
    let mut mac = Hmac::<Sha256>::new_from_slice(KEY).unwrap();
    mac.update(signed.as_bytes());
    format!(
        "{signed}.{}",
        BASE64URL_NOPAD.encode(&mac.finalize().into_bytes())
    )
}

async fn items(by: &Client, path: &str) -> Vec<Value> {
    let page = by.get(path).send().await.expect(200).json();
    page["items"].as_array().unwrap().clone()
}

/// Waits until each source has this problem, or none, by its name's beginning.
async fn problem(dovecot: &Dovecot, by: &Client, user: &str, expected: Value) {
    let mut last = Vec::new();
    for _ in 0..LOOKS {
        last = items(by, "/api/v1/mail/sources").await;
        let source = last
            .iter()
            .find(|one| one["name"].as_str().is_some_and(|name| name.starts_with(user)));
        if source.is_some_and(|source| {
            source["problem"] == expected
                && !(source["failed_at"].is_null() && source["fetched_at"].is_null())
        }) {
            return;
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
    panic!("{user} is not {expected}: {last:?}\n{}", dovecot.log());
}

async fn taken(dovecot: &Dovecot, by: &Client, subject: &str) {
    for _ in 0..LOOKS {
        let mails = items(by, "/api/v1/mail?state=done").await;
        if mails.iter().any(|mail| mail["subject"] == subject) {
            return;
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
    panic!("{subject} was not taken:\n{}", dovecot.log());
}

async fn story(mut place: Place) {
    let dovecot = Dovecot::start();
    let held = dovecot.directory.path().join("token");
    std::fs::write(&held, token("desk@mail.example", OVER)).unwrap();
    let sources = [
        format!(
            "imaps://zhang%40mail.example@localhost:{}?for=care@shop.example&password=hush&start=all",
            dovecot.tls.port()
        ),
        format!(
            "imap+starttls://desk%40mail.example@localhost:{}?for=care@shop.example&start=all&token_command=/bin/cat%20{}",
            dovecot.start_tls.port(),
            held.display()
        ),
    ];
    place.set("MAIL_MAILBOXES", "care@shop.example");
    place.set("MAIL_IMAP", &sources.join(","));
    let email = place.create_administrator();
    dovecot.save("zhang@mail.example", "protected");
    dovecot.save("desk@mail.example", "begun-in-clear");

    // Nobody vouches for the certificate: nothing is said to the server, the password least of all.
    let server = Server::start(&place).await;
    let admin = server.signed_in(email).await;
    problem(&dovecot, &admin, "zhang", json!("insecure")).await;
    problem(&dovecot, &admin, "desk", json!("insecure")).await;
    assert!(!dovecot.log().contains("Login: user"), "{}", dovecot.log());
    server.terminate();
    assert!(server.ended().0.success());

    // The system trusts who signed it. The token is over, until it is replaced.
    let server = Server::start_until_said(&place, "serving", |arguments| {
        let mut command = place.command(arguments);
        command.env("SSL_CERT_FILE", dovecot.authority());
        command
    });
    let admin = server.signed_in(email).await;
    taken(&dovecot, &admin, "protected").await;
    problem(&dovecot, &admin, "desk", json!("log_in")).await;
    std::fs::write(&held, token("desk@mail.example", AHEAD)).unwrap();
    taken(&dovecot, &admin, "begun-in-clear").await;
    problem(&dovecot, &admin, "desk", Value::Null).await;
    let secured = dovecot.log().matches("Login: user").count();
    assert!(
        secured >= 2 && dovecot.log().matches(", TLS").count() >= secured,
        "{}",
        dovecot.log()
    );
}

#[test]
fn mail_is_fetched_under_tls_with_tokens_that_end_on_sqlite() {
    block_on(story(Place::sqlite()));
}

#[test]
fn mail_is_fetched_under_tls_with_tokens_that_end_on_postgres() {
    block_on(story(Place::postgres()));
}
