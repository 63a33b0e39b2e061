//! Every setting there is: its place in the file, which also makes its name in the environment, and how it is read.

use super::forms::{Listen, PublicUrl};
use super::given::Given;
use super::imap::ImapLine;
use super::{LogFormat, SmtpSecurity};
use crate::shelf::ShelfPlace;
use std::path::PathBuf;
use touchstone_channels::{Resolver, TargetRule};
use touchstone_domain::mail::MailboxRule;
use touchstone_domain::role::RoleChoice;
use touchstone_domain::sign_on::{RoleRule, role_read};
use touchstone_web::address::Network;

/// What was given, before anything is filled in. One field for each setting.
#[derive(Default)]
pub(super) struct Draft {
    pub(super) listen: Option<Listen>,
    pub(super) public_url: Option<PublicUrl>,
    pub(super) data_dir: Option<PathBuf>,
    pub(super) key_ring: Option<PathBuf>,
    pub(super) database_url: Option<String>,
    pub(super) trusted_proxies: Option<Vec<Network>>,
    pub(super) overrides_dir: Option<PathBuf>,
    pub(super) zone: Option<String>,
    pub(super) tls_certificate: Option<PathBuf>,
    pub(super) tls_key: Option<PathBuf>,
    pub(super) server_connections: Option<u64>,
    pub(super) server_header_seconds: Option<u64>,
    pub(super) server_idle_seconds: Option<u64>,
    pub(super) server_body_seconds: Option<u64>,
    pub(super) server_write_seconds: Option<u64>,
    pub(super) server_drain_seconds: Option<u64>,
    pub(super) server_plain_http: Option<bool>,
    pub(super) disk_floor_megabytes: Option<u64>,
    pub(super) metrics_listen: Option<Listen>,
    pub(super) metrics_token: Option<String>,
    pub(super) smtp_host: Option<String>,
    pub(super) smtp_port: Option<u64>,
    pub(super) smtp_security: Option<SmtpSecurity>,
    pub(super) smtp_user: Option<String>,
    pub(super) smtp_password: Option<String>,
    pub(super) smtp_from: Option<String>,
    pub(super) smtp_connections: Option<u64>,
    pub(super) mail_mailboxes: Option<Vec<MailboxRule>>,
    pub(super) mail_megabytes: Option<u64>,
    pub(super) mail_listen: Option<Listen>,
    pub(super) mail_bounces: Option<String>,
    pub(super) webhooks_allow: Option<Vec<TargetRule>>,
    pub(super) webhooks_seconds: Option<u64>,
    pub(super) mail_checked_by: Option<String>,
    pub(super) mail_check_senders: Option<bool>,
    pub(super) mail_resolvers: Option<Vec<Resolver>>,
    pub(super) mail_burst_minutes: Option<u64>,
    pub(super) mail_attach_megabytes: Option<u64>,
    pub(super) mail_imap: Option<Vec<ImapLine>>,
    pub(super) dkim_domain: Option<String>,
    pub(super) dkim_selector: Option<String>,
    pub(super) dkim_key_file: Option<PathBuf>,
    pub(super) oidc_issuer: Option<String>,
    pub(super) oidc_client_id: Option<String>,
    pub(super) oidc_client_secret: Option<String>,
    pub(super) oidc_name: Option<String>,
    pub(super) oidc_scopes: Option<Vec<String>>,
    pub(super) oidc_role_claim: Option<String>,
    pub(super) oidc_roles: Option<Vec<RoleRule>>,
    pub(super) oidc_default_role: Option<RoleChoice>,
    pub(super) oidc_create_users: Option<bool>,
    pub(super) oidc_second_factor: Option<bool>,
    pub(super) reads_per_minute: Option<u64>,
    pub(super) writes_per_minute: Option<u64>,
    pub(super) credentials_per_minute: Option<u64>,
    pub(super) staff_calls_per_minute: Option<u64>,
    pub(super) anonymous_upload_megabytes: Option<u64>,
    pub(super) import_megabytes: Option<u64>,
    pub(super) anonymous_upload_megabytes_per_address: Option<u64>,
    pub(super) password_hashes_at_once: Option<u64>,
    pub(super) exports_keep_days: Option<u64>,
    pub(super) backup_dir: Option<ShelfPlace>,
    pub(super) backup_every_hours: Option<u64>,
    pub(super) backup_keep_daily: Option<u64>,
    pub(super) backup_keep_weekly: Option<u64>,
    pub(super) backup_passphrase_file: Option<PathBuf>,
    pub(super) backup_key_file: Option<PathBuf>,
    pub(super) telemetry_otlp_endpoint: Option<String>,
    pub(super) telemetry_headers: Option<Vec<String>>,
    pub(super) telemetry_sample_ratio: Option<f64>,
    pub(super) telemetry_metrics_seconds: Option<u64>,
    pub(super) s3_endpoint: Option<String>,
    pub(super) s3_region: Option<String>,
    pub(super) s3_access_key_id: Option<String>,
    pub(super) s3_secret_access_key: Option<String>,
    pub(super) s3_session_token: Option<String>,
    pub(super) s3_path_style: Option<bool>,
    pub(super) s3_ca_file: Option<PathBuf>,
    pub(super) s3_plain_http: Option<bool>,
    pub(super) log_format: Option<LogFormat>,
    pub(super) log_filter: Option<String>,
}

/// One setting.
pub(super) struct Setting {
    /// `smtp.host`.
    pub(super) path: &'static str,
    pub(super) take: fn(&mut Draft, &Given<'_>) -> Result<(), String>,
}

impl Setting {
    /// Its name in the environment: `TOUCHSTONE_SMTP_HOST`.
    pub(super) fn variable(&self) -> String {
        format!("TOUCHSTONE_{}", self.path.replace('.', "_").to_uppercase())
    }
}

macro_rules! settings {
    ($($path:literal $field:ident $read:expr;)*) => {
        /// All of them.
        pub(super) const SETTINGS: &[Setting] = &[$(Setting {
            path: $path,
            take: |draft, given| {
                let value = ($read)(given)?;
                draft.$field = Some(value);
                Ok(())
            },
        },)*];
    };
}

const RATE: u64 = u32::MAX as u64;
const HOUR: u64 = 3600;

settings! {
    "listen" listen |given: &Given<'_>| given.parsed();
    "public_url" public_url |given: &Given<'_>| given.parsed();
    "data_dir" data_dir |given: &Given<'_>| given.path();
    "key_ring" key_ring |given: &Given<'_>| given.path();
    "database_url" database_url |given: &Given<'_>| given.text();
    "trusted_proxies" trusted_proxies |given: &Given<'_>| given.list();
    "overrides_dir" overrides_dir |given: &Given<'_>| given.path();
    "zone" zone |given: &Given<'_>| given.text();
    "tls.certificate" tls_certificate |given: &Given<'_>| given.path();
    "tls.key" tls_key |given: &Given<'_>| given.path();
    "server.connections" server_connections |given: &Given<'_>| given.number(16, 1_000_000);
    "server.header_seconds" server_header_seconds |given: &Given<'_>| given.number(1, HOUR);
    "server.idle_seconds" server_idle_seconds |given: &Given<'_>| given.number(1, HOUR);
    "server.body_seconds" server_body_seconds |given: &Given<'_>| given.number(1, HOUR);
    "server.write_seconds" server_write_seconds |given: &Given<'_>| given.number(1, HOUR);
    "server.drain_seconds" server_drain_seconds |given: &Given<'_>| given.number(0, HOUR);
    "server.plain_http" server_plain_http |given: &Given<'_>| given.yes_or_no();
    "disk.floor_megabytes" disk_floor_megabytes |given: &Given<'_>| given.number(1, 1 << 30);
    "metrics.listen" metrics_listen |given: &Given<'_>| given.parsed();
    "metrics.token" metrics_token |given: &Given<'_>| given.text();
    "smtp.host" smtp_host |given: &Given<'_>| given.text();
    "smtp.port" smtp_port |given: &Given<'_>| given.number(1, 65_535);
    "smtp.security" smtp_security |given: &Given<'_>| given.word(&SmtpSecurity::WORDS);
    "smtp.user" smtp_user |given: &Given<'_>| given.text();
    "smtp.password" smtp_password |given: &Given<'_>| given.text();
    "smtp.from" smtp_from |given: &Given<'_>| given.text();
    "smtp.connections" smtp_connections |given: &Given<'_>| given.number(1, 100);
    "mail.mailboxes" mail_mailboxes |given: &Given<'_>| given.list();
    "mail.listen" mail_listen |given: &Given<'_>| given.parsed();
    "mail.bounces" mail_bounces |given: &Given<'_>| given.text();
    "mail.checked_by" mail_checked_by |given: &Given<'_>| given.text();
    "mail.check_senders" mail_check_senders |given: &Given<'_>| given.yes_or_no();
    "mail.resolvers" mail_resolvers |given: &Given<'_>| given.list();
    "mail.burst_minutes" mail_burst_minutes |given: &Given<'_>| given.number(0, 60);
    "mail.attach_megabytes" mail_attach_megabytes |given: &Given<'_>| given.number(0, 100);
    "mail.imap" mail_imap |given: &Given<'_>| given.list();
    "mail.megabytes" mail_megabytes |given: &Given<'_>| given.number(1, 100);
    "webhooks.allow" webhooks_allow |given: &Given<'_>| given.list();
    "webhooks.seconds" webhooks_seconds |given: &Given<'_>| given.number(1, 60);
    "dkim.domain" dkim_domain |given: &Given<'_>| given.text();
    "dkim.selector" dkim_selector |given: &Given<'_>| given.text();
    "dkim.key_file" dkim_key_file |given: &Given<'_>| given.path();
    "oidc.issuer" oidc_issuer |given: &Given<'_>| given.text();
    "oidc.client_id" oidc_client_id |given: &Given<'_>| given.text();
    "oidc.client_secret" oidc_client_secret |given: &Given<'_>| given.text();
    "oidc.name" oidc_name |given: &Given<'_>| given.text();
    "oidc.scopes" oidc_scopes |given: &Given<'_>| given.list();
    "oidc.role_claim" oidc_role_claim |given: &Given<'_>| given.text();
    "oidc.roles" oidc_roles |given: &Given<'_>| given.list();
    "oidc.default_role" oidc_default_role |given: &Given<'_>| role_read(&given.text()?);
    "oidc.create_users" oidc_create_users |given: &Given<'_>| given.yes_or_no();
    "oidc.second_factor" oidc_second_factor |given: &Given<'_>| given.yes_or_no();
    "limits.reads_per_minute" reads_per_minute |given: &Given<'_>| given.number(1, RATE);
    "limits.writes_per_minute" writes_per_minute |given: &Given<'_>| given.number(1, RATE);
    "limits.credentials_per_minute" credentials_per_minute |given: &Given<'_>| given.number(1, RATE);
    "limits.staff_calls_per_minute" staff_calls_per_minute |given: &Given<'_>| given.number(1, RATE);
    "limits.import_megabytes" import_megabytes |given: &Given<'_>| given.number(1, RATE);
    "limits.anonymous_upload_megabytes" anonymous_upload_megabytes |given: &Given<'_>| given.number(1, RATE);
    "limits.anonymous_upload_megabytes_per_address" anonymous_upload_megabytes_per_address
        |given: &Given<'_>| given.number(1, RATE);
    "limits.password_hashes_at_once" password_hashes_at_once |given: &Given<'_>| given.number(1, 1024);
    "backup.dir" backup_dir |given: &Given<'_>| given.parsed();
    "backup.every_hours" backup_every_hours |given: &Given<'_>| given.number(1, 8_760);
    "backup.keep_daily" backup_keep_daily |given: &Given<'_>| given.number(0, 10_000);
    "backup.keep_weekly" backup_keep_weekly |given: &Given<'_>| given.number(0, 10_000);
    "backup.passphrase_file" backup_passphrase_file |given: &Given<'_>| given.path();
    "backup.key_file" backup_key_file |given: &Given<'_>| given.path();
    "s3.endpoint" s3_endpoint |given: &Given<'_>| given.text();
    "s3.region" s3_region |given: &Given<'_>| given.text();
    "s3.access_key_id" s3_access_key_id |given: &Given<'_>| given.text();
    "s3.secret_access_key" s3_secret_access_key |given: &Given<'_>| given.text();
    "s3.session_token" s3_session_token |given: &Given<'_>| given.text();
    "s3.path_style" s3_path_style |given: &Given<'_>| given.yes_or_no();
    "s3.ca_file" s3_ca_file |given: &Given<'_>| given.path();
    "s3.plain_http" s3_plain_http |given: &Given<'_>| given.yes_or_no();
    "exports.keep_days" exports_keep_days |given: &Given<'_>| given.number(1, 365);
    "telemetry.otlp_endpoint" telemetry_otlp_endpoint |given: &Given<'_>| given.text();
    "telemetry.headers" telemetry_headers |given: &Given<'_>| given.list();
    "telemetry.sample_ratio" telemetry_sample_ratio |given: &Given<'_>| given.share();
    "telemetry.metrics_seconds" telemetry_metrics_seconds |given: &Given<'_>| given.number(0, HOUR);
    "log.format" log_format |given: &Given<'_>| given.word(&LogFormat::WORDS);
    "log.filter" log_filter |given: &Given<'_>| given.text();
}
