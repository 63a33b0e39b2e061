//! By which means one wants to be told of what: read, changed, and what a mail about it would look like.

use std::collections::HashMap;

use touchstone_domain::clock::Metric;
use touchstone_domain::id::UserId;
use touchstone_domain::language::Language;
use touchstone_domain::staff_notice::{NoticeChoice, NoticeKind, Quiet};
use touchstone_domain::time::Span;
use touchstone_render::{NewsLine, Notification, NotificationText};
use touchstone_store::notice_choice::{
    NoticeChoiceRow, notice_choice_insert, notice_choice_lock, notice_choice_of, notice_choice_save,
    notice_choices_of, notice_mail_drop,
};
use touchstone_store::{Lane, Tx};

use super::mail::{choices_link, list_link};
use crate::core::{App, AppError, Call, Caller, FieldError};

/// What somebody has chosen, and the version of that; 0 as long as they have chosen nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptChoice {
    pub choice: NoticeChoice,
    pub version: i64,
    /// The zone that counts where none was chosen.
    pub usual_zone: String,
}

/// What the caller has chosen.
pub async fn notice_choice(app: &App, caller: &Caller) -> Result<KeptChoice, AppError> {
    let user = caller.actor.user()?.id;
    let usual_zone = app.renderer.zone();
    app.query(Lane::Fast, move |tx| {
        let row = notice_choice_of(tx, user)?;
        Ok(KeptChoice {
            version: row.as_ref().map_or(0, |row| row.version),
            choice: read(row)?,
            usual_zone,
        })
    })
    .await
}

/// Changes it. The caller's version must be the present one. What waits to be mailed under the former choice is not.
pub async fn notice_choice_put(app: &App, call: &Call, choice: NoticeChoice) -> Result<KeptChoice, AppError> {
    call.caller.actor.user()?;
    check(&choice)?;
    let content = serde_json::to_string(&choice)
        .map_err(|error| AppError::Internal(format!("a choice cannot be kept: {error}")))?;
    let usual_zone = app.renderer.zone();
    let version = app
        .command(call, move |cx| {
            let user_id = cx.actor().user()?.id;
            let held = notice_choice_lock(cx.tx, user_id)?;
            cx.check_version(held.as_ref().map_or(0, |row| row.version))?;
            let version = match held {
                Some(mut row) => {
                    row.content.clone_from(&content);
                    row.updated_at = cx.now;
                    row.version += 1;
                    notice_choice_save(cx.tx, &row)?;
                    row.version
                }
                None => {
                    let row = NoticeChoiceRow {
                        user_id,
                        content: content.clone(),
                        updated_at: cx.now,
                        version: 1,
                    };
                    if !notice_choice_insert(cx.tx, &row)? {
                        return Err(cx.tx.lost_race("a choice").into());
                    }
                    1
                }
            };
            notice_mail_drop(cx.tx, user_id)?;
            Ok(version)
        })
        .await?;
    Ok(KeptChoice {
        choice,
        version,
        usual_zone,
    })
}

fn check(choice: &NoticeChoice) -> Result<(), AppError> {
    let mut problems = Vec::new();
    let unknown = |zone: &String| jiff::tz::TimeZone::get(zone).is_err();
    if choice.zone.as_ref().is_some_and(unknown) {
        problems.push(FieldError::new("zone", "unknown_zone"));
    }
    if choice.hour > 23 {
        problems.push(
            FieldError::new("hour", "out_of_range")
                .with("min", 0)
                .with("max", 23),
        );
    }
    if choice
        .quiet
        .is_some_and(|quiet| Quiet::new(quiet.from, quiet.to).is_none())
    {
        problems.push(FieldError::new("quiet", "quiet_hours"));
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(AppError::Validation(problems))
    }
}

/// What users have chosen, in one read; who is not among them has chosen nothing.
pub(crate) fn choices_of(
    tx: &mut Tx<'_>,
    users: &[UserId],
) -> Result<HashMap<UserId, NoticeChoice>, AppError> {
    notice_choices_of(tx, users)?
        .into_iter()
        .map(|row| Ok((row.user_id, read(Some(row))?)))
        .collect()
}

/// A choice that cannot be read any more is none: somebody who is told too much is better off than somebody who hears nothing.
fn read(row: Option<NoticeChoiceRow>) -> Result<NoticeChoice, AppError> {
    let Some(row) = row else {
        return Ok(NoticeChoice::default());
    };
    Ok(serde_json::from_str(&row.content).unwrap_or_else(|error| {
        tracing::error!(%error, user = %row.user_id, "a choice of notifications cannot be read");
        NoticeChoice::default()
    }))
}

/// What a mail looks like, about nothing that happened.
pub fn notice_mail_preview(app: &App, language: Language) -> Result<NotificationText, AppError> {
    let now = app.clock.now();
    let line = |kind: NoticeKind, number, metric: Option<Metric>, minutes| NewsLine {
        kind: kind.as_str().to_owned(),
        number,
        metric: metric.map(|metric| metric.as_str().to_owned()),
        at: now - Span::minutes(minutes),
    };
    let what = Notification::StaffNews {
        lines: vec![
            line(NoticeKind::Mentioned, Some(20_417), None, 25),
            line(
                NoticeKind::ClockBreached,
                Some(20_431),
                Some(Metric::FirstResponse),
                4,
            ),
        ],
        more: 0,
        link: list_link(app),
        choices: choices_link(app),
    };
    app.renderer
        .notification(language, &what)
        .map_err(|error| AppError::Internal(format!("a preview cannot be worded: {error}")))
}
