//! `[backup]` and `[s3]`: where backups go, how often, and how a bucket is reached.

use super::BackupConfig;
use super::settings::Draft;
use super::source::Source;
use crate::backup::KeyArgs;
use touchstone_domain::time::Span;
use touchstone_store::backup::{BucketAccess, Credentials};
use zeroize::Zeroizing;

/// A backup every day unless told otherwise, the newest of each of seven days and of each of four weeks.
pub(super) fn backup(source: &mut Source, draft: &Draft) -> Option<BackupConfig> {
    let (passphrase, key) = (
        draft.backup_passphrase_file.clone(),
        draft.backup_key_file.clone(),
    );
    if passphrase.is_some() && key.is_some() {
        source.wrong(
            "backup.key_file",
            "it and backup.passphrase_file exclude each other: give one",
        );
    }
    let Some(place) = draft.backup_dir.clone() else {
        let given = [
            ("backup.every_hours", draft.backup_every_hours.is_some()),
            ("backup.keep_daily", draft.backup_keep_daily.is_some()),
            ("backup.keep_weekly", draft.backup_keep_weekly.is_some()),
            ("backup.passphrase_file", passphrase.is_some()),
            ("backup.key_file", key.is_some()),
        ];
        if let Some((setting, _)) = given.iter().find(|(_, given)| *given) {
            let reason =
                "backup.dir is missing: the directory or bucket that scheduled backups are written to";
            source.wrong(setting, reason);
        }
        return None;
    };
    let count = |set: Option<u64>, usual| set.and_then(|set| u32::try_from(set).ok()).unwrap_or(usual);
    Some(BackupConfig {
        place,
        every: Span::hours(count(draft.backup_every_hours, 24).into()),
        keep_daily: count(draft.backup_keep_daily, 7),
        keep_weekly: count(draft.backup_keep_weekly, 4),
        key: KeyArgs::from_files(passphrase, key),
    })
}

/// What AWS's own programs read, where nothing is said here.
const USUAL: [&str; 3] = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];

/// How buckets are reached. With an endpoint of one's own the bucket stands in the path unless told otherwise.
pub(super) fn bucket_access(source: &mut Source, draft: &Draft) -> BucketAccess {
    let plain_http = draft.s3_plain_http.unwrap_or(false);
    if let Some(endpoint) = &draft.s3_endpoint {
        if endpoint.starts_with("http://") && !plain_http {
            let reason = format!(
                "`{endpoint}` must begin with https://; where nobody can read along, set s3.plain_http = true"
            );
            source.wrong("s3.endpoint", reason);
        } else if !endpoint.starts_with("https://") && !endpoint.starts_with("http://") {
            let reason = format!("`{endpoint}` is no address such as https://minio.internal:9000");
            source.wrong("s3.endpoint", reason);
        }
    }
    BucketAccess {
        path_style: draft.s3_path_style.unwrap_or(draft.s3_endpoint.is_some()),
        endpoint: draft.s3_endpoint.clone(),
        region: draft.s3_region.clone().unwrap_or_else(|| "us-east-1".to_owned()),
        credentials: credentials(source, draft),
        plain_http,
        authority: draft.s3_ca_file.clone(),
    }
}

fn credentials(source: &mut Source, draft: &Draft) -> Option<Credentials> {
    let [id, secret, token] = USUAL.map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    let given = (draft.s3_access_key_id.clone(), draft.s3_secret_access_key.clone());
    let (id, secret, token) = match given {
        (None, None) => (id, secret, token),
        (Some(id), Some(secret)) => (Some(id), Some(secret), draft.s3_session_token.clone()),
        (Some(_), None) => {
            let reason = "s3.secret_access_key is missing: the two belong together";
            source.wrong("s3.access_key_id", reason);
            return None;
        }
        (None, Some(_)) => {
            let reason = "s3.access_key_id is missing: the two belong together";
            source.wrong("s3.secret_access_key", reason);
            return None;
        }
    };
    Some(Credentials {
        id: id?,
        secret: Zeroizing::new(secret?),
        token: token.map(Zeroizing::new),
    })
}
