//! From what was given to a whole configuration: what is missing is filled in, and what does not fit together is a
//! mistake.

use super::MetricsConfig;
use super::backup::{backup, bucket_access};
use super::dkim::dkim;
use super::forms::PublicUrl;
use super::imap::imap;
use super::oidc::oidc;
use super::settings::Draft;
use super::source::Source;
use super::telemetry::telemetry;
use super::{Config, LogConfig, LogFormat, Mistakes, Place, ServerConfig, SmtpSecurity, TlsConfig};
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use touchstone_app::core::Limits;
use touchstone_app::mail::MailIntake;
use touchstone_channels::{HookSender, MailerConfig, Security, SenderChecker, Targets};
use touchstone_domain::mail::mailbox_of;
use touchstone_domain::time::Span;
use touchstone_web::limits::Rates;
use tracing_subscriber::EnvFilter;
use zeroize::Zeroizing;

const MEGABYTE: u64 = 1 << 20;
/// How long checks of a sender may take: SPF and DKIM, and DMARC once more.
const SENDER_PATIENCE: Duration = Duration::from_secs(5);
/// Bytes a token must have, so that nobody guesses it.
const TOKEN_LEAST: usize = 16;

pub(super) fn complete(mut source: Source, place: &Place) -> Result<Config, Mistakes> {
    let draft = std::mem::take(&mut source.draft);
    let listen = place
        .listen
        .or(draft.listen.as_ref().map(|listen| listen.0))
        .unwrap_or(SocketAddr::from(([127, 0, 0, 1], 8080)));
    let data_dir = place
        .data_dir
        .clone()
        .or(draft.data_dir.clone())
        .unwrap_or_else(|| "touchstone-data".into());
    let tls = tls(&mut source, &draft);
    let config = Config {
        listen,
        public_url: public_url(&mut source, &draft, listen, tls.is_some()),
        key_ring: draft.key_ring.clone().unwrap_or_else(|| beside(&data_dir)),
        data_dir,
        zone_given: draft.zone.is_some(),
        zone: zone(&mut source, &draft),
        tls,
        server: server(&draft),
        disk_floor: draft.disk_floor_megabytes.unwrap_or(64) * MEGABYTE,
        metrics: metrics(&mut source, &draft),
        smtp: smtp(&mut source, &draft),
        sign_on: oidc(&mut source, &draft),
        mail: mail(&mut source, &draft),
        hooks: hooks(&draft),
        dkim: dkim(&mut source, &draft),
        mail_listen: draft.mail_listen.as_ref().map(|listen| listen.0),
        rates: rates(&draft),
        limits: limits(&draft),
        log: log(&mut source, &draft),
        backup: backup(&mut source, &draft),
        s3: bucket_access(&mut source, &draft),
        telemetry: telemetry(&mut source, &draft),
        database_url: database(&mut source, draft.database_url),
        trusted_proxies: draft.trusted_proxies.unwrap_or_default(),
        overrides_dir: draft.overrides_dir,
    };
    if source.mistakes.is_empty() {
        Ok(config)
    } else {
        source.mistakes.sort_by(|a, b| a.place.cmp(&b.place));
        Err(Mistakes(source.mistakes))
    }
}

/// Passwords and sessions travel here, so whoever has TLS, their own or a proxy's, must say so: cookies are bound to it.
fn public_url(source: &mut Source, draft: &Draft, listen: SocketAddr, tls: bool) -> String {
    let scheme = if tls { "https" } else { "http" };
    let Some(PublicUrl(url)) = draft.public_url.clone() else {
        if draft.trusted_proxies.as_ref().is_some_and(|all| !all.is_empty()) {
            source.wrong(
                "trusted_proxies",
                "public_url is missing: behind a proxy browsers use the proxy's address, such as https://service.example",
            );
        }
        return format!("{scheme}://{listen}");
    };
    if url.starts_with("https://") {
        return url;
    }
    let proxied = draft.trusted_proxies.as_ref().is_some_and(|all| !all.is_empty());
    if tls {
        source.wrong(
            "public_url",
            format!("`{url}` must begin with https://, since [tls] is set"),
        );
    } else if proxied && draft.server_plain_http != Some(true) {
        source.wrong(
            "public_url",
            format!(
                "`{url}` must begin with https://, since trusted_proxies names a proxy that ends TLS; where no TLS is \
                 used at all and everybody may read along, set server.plain_http = true"
            ),
        );
    }
    url
}

fn tls(source: &mut Source, draft: &Draft) -> Option<TlsConfig> {
    match (draft.tls_certificate.clone(), draft.tls_key.clone()) {
        (Some(certificate), Some(key)) => return Some(TlsConfig { certificate, key }),
        (None, None) => {}
        (Some(_), None) => source.wrong("tls.certificate", "tls.key is missing: the two belong together"),
        (None, Some(_)) => source.wrong("tls.key", "tls.certificate is missing: the two belong together"),
    }
    None
}

fn zone(source: &mut Source, draft: &Draft) -> String {
    let zone = draft.zone.clone().unwrap_or_else(|| "Asia/Shanghai".to_owned());
    if jiff::tz::TimeZone::get(&zone).is_err() {
        source.wrong(
            "zone",
            format!("`{zone}` is not the IANA name of a time zone, such as Asia/Shanghai"),
        );
    }
    zone
}

fn database(source: &mut Source, url: Option<String>) -> Option<String> {
    let is_postgres = |url: &str| url.starts_with("postgres://") || url.starts_with("postgresql://");
    if url.as_deref().is_some_and(|url| !is_postgres(url)) {
        source.wrong(
            "database_url",
            "it must begin with postgres:// or postgresql://; leave it out for the embedded database",
        );
    }
    url
}

fn mail(source: &mut Source, draft: &Draft) -> MailIntake {
    let usual = MailIntake::default();
    let mailboxes = draft.mail_mailboxes.clone().unwrap_or_default();
    for (at, mailbox) in mailboxes.iter().enumerate() {
        if mailboxes[..at]
            .iter()
            .any(|other| other.address == mailbox.address)
        {
            source.wrong(
                "mail.mailboxes",
                format!("`{}` stands there twice", mailbox.address),
            );
        }
    }
    if mailboxes.is_empty() && draft.mail_listen.is_some() {
        source.wrong("mail.listen", "mail.mailboxes is missing: no mail would be taken");
    }
    let bounces = draft.mail_bounces.clone();
    if let Some(address) = &bounces
        && mailbox_of(&mailboxes, address).is_none()
    {
        source.wrong(
            "mail.bounces",
            format!("`{address}` is none of mail.mailboxes, so no report would be read"),
        );
    }
    MailIntake {
        sources: imap(source, draft, &mailboxes),
        mailboxes,
        bounces,
        checked_by: draft.mail_checked_by.clone(),
        checker: checker(source, draft),
        signer: None,
        burst: draft.mail_burst_minutes.map_or(usual.burst, |set| {
            Span::minutes(i64::try_from(set).unwrap_or(i64::MAX))
        }),
        attach: draft
            .mail_attach_megabytes
            .map_or(usual.attach, |set| set * MEGABYTE),
        bytes: draft.mail_megabytes.map_or(usual.bytes, |set| set * MEGABYTE),
    }
}

/// What checks senders here, where that is wanted and makes sense.
fn checker(source: &mut Source, draft: &Draft) -> Option<Arc<SenderChecker>> {
    let resolvers = draft.mail_resolvers.clone().unwrap_or_default();
    if draft.mail_check_senders != Some(true) {
        if !resolvers.is_empty() {
            source.wrong("mail.resolvers", "nothing asks them without mail.check_senders");
        }
        return None;
    }
    if draft.mail_checked_by.is_some() {
        let why =
            "mail.checked_by names a server that checks them already; only one of the two can be believed";
        source.wrong("mail.check_senders", why);
    }
    if draft.mail_listen.is_none() {
        let why = "mail.listen is missing: only senders of mail that is handed over there can be checked";
        source.wrong("mail.check_senders", why);
    }
    match SenderChecker::new(&resolvers, SENDER_PATIENCE) {
        Ok(checker) => Some(Arc::new(checker)),
        Err(error) => {
            let why =
                format!("the system's name servers cannot be read ({error}); name some in mail.resolvers");
            source.wrong("mail.check_senders", why);
            None
        }
    }
}

fn hooks(draft: &Draft) -> HookSender {
    HookSender::new(
        Targets::new(draft.webhooks_allow.clone().unwrap_or_default()),
        Duration::from_secs(draft.webhooks_seconds.unwrap_or(15)),
    )
}

fn log(source: &mut Source, draft: &Draft) -> LogConfig {
    let filter = draft.log_filter.clone().unwrap_or_else(|| "info".to_owned());
    if let Err(error) = EnvFilter::builder().parse(&filter) {
        source.wrong("log.filter", format!("`{filter}` cannot be understood: {error}"));
    }
    LogConfig {
        format: draft.log_format.unwrap_or(LogFormat::Text),
        filter,
    }
}

/// The key ring lies beside the data directory, never in it: a backup of the data must not hold the keys to it.
fn beside(data_dir: &Path) -> PathBuf {
    let mut name = data_dir.as_os_str().to_owned();
    name.push("-keys");
    Path::new(&name).join("key-ring.toml")
}

fn server(draft: &Draft) -> ServerConfig {
    let usual = ServerConfig::default();
    let seconds = |set: Option<u64>, usual: Duration| set.map_or(usual, Duration::from_secs);
    ServerConfig {
        connections: draft
            .server_connections
            .and_then(|set| usize::try_from(set).ok())
            .unwrap_or(usual.connections),
        header: seconds(draft.server_header_seconds, usual.header),
        idle: seconds(draft.server_idle_seconds, usual.idle),
        body: seconds(draft.server_body_seconds, usual.body),
        write: seconds(draft.server_write_seconds, usual.write),
        drain: seconds(draft.server_drain_seconds, usual.drain),
    }
}

fn metrics(source: &mut Source, draft: &Draft) -> MetricsConfig {
    let token = draft.metrics_token.as_deref();
    if token.is_some_and(|token| token.len() < TOKEN_LEAST || !token.chars().all(|c| c.is_ascii_graphic())) {
        let reason = format!("it must have {TOKEN_LEAST} or more letters, digits and signs, without spaces");
        source.wrong("metrics.token", reason);
    }
    MetricsConfig {
        listen: draft.metrics_listen.as_ref().map(|listen| listen.0),
        token: token.map(|token| Zeroizing::new(token.to_owned())),
    }
}

fn smtp(source: &mut Source, draft: &Draft) -> Option<MailerConfig> {
    let Some(host) = draft.smtp_host.clone() else {
        let given = [
            ("smtp.from", draft.smtp_from.is_some()),
            ("smtp.user", draft.smtp_user.is_some()),
            ("smtp.password", draft.smtp_password.is_some()),
        ];
        if let Some((setting, _)) = given.iter().find(|(_, given)| *given) {
            source.wrong(setting, "smtp.host is missing: without it no mail can be sent");
        }
        return None;
    };
    let credentials = match (draft.smtp_user.clone(), draft.smtp_password.clone()) {
        (Some(user), Some(password)) => Some((user, password)),
        (None, None) => None,
        (user, _) => {
            let given = if user.is_some() {
                "smtp.user"
            } else {
                "smtp.password"
            };
            source.wrong(
                given,
                "smtp.user and smtp.password belong together: give both or neither",
            );
            None
        }
    };
    let (security, port) = match draft.smtp_security.unwrap_or(SmtpSecurity::Starttls) {
        SmtpSecurity::Tls => (Security::Tls, 465),
        SmtpSecurity::Starttls => (Security::StartTls, 587),
        SmtpSecurity::Plain => (Security::Plain, 25),
    };
    let Some(from) = draft.smtp_from.clone() else {
        source.wrong(
            "smtp.host",
            "smtp.from is missing: mail needs a sender, such as `Service <care@shop.example>`",
        );
        return None;
    };
    Some(MailerConfig {
        host,
        port: draft
            .smtp_port
            .and_then(|set| u16::try_from(set).ok())
            .unwrap_or(port),
        security,
        credentials,
        from,
        connections: draft
            .smtp_connections
            .and_then(|set| u32::try_from(set).ok())
            .unwrap_or(4),
        timeout: Duration::from_secs(20),
        signer: None,
    })
}

fn rates(draft: &Draft) -> Rates {
    let usual = Rates::default();
    let rate = |set: Option<u64>, usual: NonZeroU32| {
        set.and_then(|set| u32::try_from(set).ok())
            .and_then(NonZeroU32::new)
            .unwrap_or(usual)
    };
    Rates {
        reads: rate(draft.reads_per_minute, usual.reads),
        writes: rate(draft.writes_per_minute, usual.writes),
        credentials: rate(draft.credentials_per_minute, usual.credentials),
        staff: rate(draft.staff_calls_per_minute, usual.staff),
        ..usual
    }
}

fn limits(draft: &Draft) -> Limits {
    let usual = Limits::default();
    let megabytes = |set: Option<u64>, usual: u64| set.map_or(usual, |set| set * MEGABYTE);
    Limits {
        anonymous_upload_bytes: megabytes(draft.anonymous_upload_megabytes, usual.anonymous_upload_bytes),
        anonymous_upload_bytes_per_address: megabytes(
            draft.anonymous_upload_megabytes_per_address,
            usual.anonymous_upload_bytes_per_address,
        ),
        import_bytes: megabytes(draft.import_megabytes, usual.import_bytes),
        password_hashes_at_once: draft
            .password_hashes_at_once
            .and_then(|set| usize::try_from(set).ok())
            .unwrap_or(usual.password_hashes_at_once),
        export_kept: draft
            .exports_keep_days
            .and_then(|days| i64::try_from(days).ok())
            .map_or(usual.export_kept, Span::days),
        mail_test_patience: usual.mail_test_patience,
        // The other half is for everything else.
        streams: draft
            .server_connections
            .and_then(|set| usize::try_from(set).ok())
            .map_or(usual.streams, |connections| connections / 2),
    }
}
