//! Takes over what is kept. Run at the start, after every change, and every few seconds, since another process may have
//! been told something.

use std::sync::Arc;
use std::time::Duration;

use touchstone_store::Lane;
use touchstone_store::setting::{SettingRow, settings};

use super::kept::{SettingName, opened};
use super::mail_input::MailSettings;
use super::platform::Platform;
use crate::core::{App, AppError};

/// How long a mail server may take to answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// Takes over every setting whose version this process has not seen. A setting that cannot be used is named in the log and
/// tried again; the others are taken over all the same.
pub async fn settings_apply(app: &App) -> Result<(), AppError> {
    let rows = app.query(Lane::Fast, |tx| Ok(settings(tx)?)).await?;
    for row in rows.iter().filter(|row| app.settings.is_news(row)) {
        match taken_over(app, row) {
            Ok(()) => app.settings.taken(row),
            Err(error) => tracing::error!(%error, setting = %row.name, "a setting cannot be used"),
        }
    }
    Ok(())
}

fn taken_over(app: &App, row: &SettingRow) -> Result<(), AppError> {
    // A name that only a later version knows is that version's.
    match row.name.parse::<SettingName>() {
        Ok(SettingName::Mail) => mail(app, opened(app, SettingName::Mail, row)?),
        Ok(SettingName::Platform) => platform(app, opened(app, SettingName::Platform, row)?),
        Ok(SettingName::Routing) => {
            app.settings.routing_set(opened(app, SettingName::Routing, row)?);
            Ok(())
        }
        Err(_) => Ok(()),
    }
}

fn mail(app: &App, kept: Option<MailSettings>) -> Result<(), AppError> {
    let mailer = match kept.filter(|_| !app.outgoing.is_fixed()) {
        Some(kept) => Some(Arc::new(
            kept.mailer(PATIENCE, app.mail.signer.clone()).map_err(unusable)?,
        )),
        None => None,
    };
    app.outgoing.exchange(mailer);
    Ok(())
}

fn platform(app: &App, kept: Platform) -> Result<(), AppError> {
    let zone = kept.zone.as_deref().filter(|_| !app.fixed.zone);
    app.renderer.local_set(zone, kept.name).map_err(unusable)?;
    app.settings.language_set(kept.language);
    Ok(())
}

fn unusable(error: impl std::fmt::Display) -> AppError {
    AppError::Internal(error.to_string())
}
