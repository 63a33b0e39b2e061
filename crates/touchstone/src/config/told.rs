//! What a configuration comes to, for `touchstone config check`.

use super::Config;
use std::fmt::Write as _;

/// What the configuration comes to, without its secrets, and what is unusual about it.
pub(crate) fn told(config: &Config) -> String {
    let mut told = String::new();
    let mut line = |name: &str, value: &str| {
        let _ = writeln!(told, "{name:<16} {value}");
    };
    line("listen", &config.listen.to_string());
    line("public_url", &config.public_url);
    let tls = config.tls.as_ref().map(|tls| {
        format!(
            "certificate {}, key {}",
            tls.certificate.display(),
            tls.key.display()
        )
    });
    line(
        "tls",
        tls.as_deref().unwrap_or("none: a proxy ends it, or nobody"),
    );
    line("connections", &config.server.connections.to_string());
    line("data_dir", &config.data_dir.display().to_string());
    line("disk floor", &format!("{} MB", config.disk_floor >> 20));
    line("key_ring", &config.key_ring.display().to_string());
    line(
        "database",
        config
            .database_url
            .as_ref()
            .map_or("embedded, in data_dir", |_| "PostgreSQL, from database_url"),
    );
    let metrics = match (config.metrics.listen, &config.metrics.token) {
        (Some(listen), Some(_)) => format!("http://{listen}/metrics, with the token"),
        (Some(listen), None) => format!("http://{listen}/metrics"),
        (None, Some(_)) => format!("{}/metrics, with the token", config.public_url),
        (None, None) => "none".to_owned(),
    };
    line("metrics", &metrics);
    let smtp = config
        .smtp
        .as_ref()
        .map(|smtp| format!("{}:{} from {}", smtp.host, smtp.port, smtp.from));
    line(
        "smtp",
        smtp.as_deref()
            .unwrap_or("none: notifications stay in the outbox"),
    );
    let mailboxes: Vec<&str> = config
        .mail
        .mailboxes
        .iter()
        .map(|one| one.address.as_str())
        .collect();
    let mailboxes = match mailboxes.as_slice() {
        [] => "none: no mail is taken in".to_owned(),
        some => some.join(", "),
    };
    line("mail for", &mailboxes);
    if let Some(listen) = config.mail_listen {
        line("mail at", &format!("{listen}, by SMTP and LMTP"));
    }
    for source in &config.mail.sources {
        line("mail from", &format!("{} for {}", source.name(), source.mailbox));
    }
    if config.mail.checker.is_some() {
        line("senders", "checked here, of mail that is handed over by SMTP");
    }
    if let Some(server) = &config.mail.checked_by {
        line("senders", &format!("as {server} has checked them"));
    }
    let signed = config.dkim.as_ref();
    let signed = signed.map(|dkim| {
        format!(
            "{} of {}; `touchstone config dkim` says what to publish",
            dkim.selector, dkim.domain
        )
    });
    line("letters signed", signed.as_deref().unwrap_or("not here"));
    let sign_on = config.sign_on.as_ref();
    let sign_on = sign_on.map(|provider| format!("{} ({})", provider.name, provider.issuer));
    line(
        "oidc",
        sign_on.as_deref().unwrap_or("none: staff have passwords here"),
    );
    let backup = config
        .backup
        .as_ref()
        .map(|backup| format!("every {} to {}", backup.every, backup.place));
    line("backup", backup.as_deref().unwrap_or("none by itself"));
    if let Some(endpoint) = &config.s3.endpoint {
        let keys = config.s3.credentials.as_ref().map_or("no keys", |_| "with keys");
        line("s3", &format!("{endpoint} ({}), {keys}", config.s3.region));
    }
    if let Some(telemetry) = &config.telemetry {
        let told = format!("{}, {} of the traces", telemetry.endpoint, telemetry.sample_ratio);
        line("telemetry", &told);
    }
    line("zone", &config.zone);
    if !config.listen.ip().is_loopback() && !config.public_url.starts_with("https://") {
        line(
            "note",
            "public_url is not https: passwords and sessions travel unprotected",
        );
    }
    told.push_str("the configuration is sound");
    told
}
