//! Fetching mail from mailboxes of other servers: one process at a time, each message kept before the place in its mailbox moves, so
//! that none is lost and one that comes twice is known. An outage is waited for, with growing rests, and caught up with.

use std::time::Duration;

use tokio::sync::watch;
use touchstone_channels::{FetchError, ImapFolder};
use touchstone_domain::mail::{FetchProblem, FetchStart, fetch_rest, fetch_start};
use touchstone_domain::time::{Span, Timestamp};
use touchstone_store::Lane;
use touchstone_store::mail_source::{
    MailSourceMove, MailSourceRow, mail_source_by_name, mail_source_done, mail_source_failed,
    mail_source_hold, mail_source_leave, mail_source_move,
};

use super::keep::{MailRefusal, mail_keep};
use super::settings::MailSource;
use crate::core::{App, AppError};

/// How long a mailbox is held without a sign of life.
const HELD: Span = Span::minutes(10);
/// Messages after which the hold is renewed while there is much to catch up with.
const RENEWED: usize = 20;
/// How long to wait for something new before the hold is renewed.
const WAIT: Duration = Duration::from_secs(60);
/// How long to rest while another process fetches, or our own store does not answer.
const ELSEWHERE: Duration = Duration::from_secs(15);

/// Why a fetch ended.
#[derive(Debug, thiserror::Error)]
enum Ended {
    #[error(transparent)]
    Fetch(#[from] FetchError),
    #[error("a message could not be kept: {0}")]
    NotKept(MailRefusal),
    #[error(transparent)]
    Store(#[from] AppError),
    /// Another process has taken the mailbox over.
    #[error("another process fetches")]
    Lost,
}

/// Fetches from a mailbox until told to stop.
pub(crate) async fn mail_fetch(app: App, source: MailSource, mut stopped: watch::Receiver<bool>) {
    let name = source.name();
    while !*stopped.borrow() {
        let rest = tokio::select! {
            ended = attend(&app, &source) => rested(&app, &name, ended).await,
            () = told_to_stop(&mut stopped) => break,
        };
        tokio::select! {
            () = tokio::time::sleep(rest) => {}
            () = told_to_stop(&mut stopped) => break,
        }
    }
    let (holder, now) = (holder(&app), app.clock.now());
    let left = app
        .store
        .write(move |tx| Ok::<_, AppError>(mail_source_leave(tx, &name, holder, now)?));
    if let Err(error) = left.await {
        tracing::debug!(%error, "a mailbox is not let go; its hold ends by itself");
    }
}

/// What the channel lends must not be held while anything is waited for.
async fn told_to_stop(stopped: &mut watch::Receiver<bool>) {
    let _ = stopped.wait_for(|stop| *stop).await;
}

/// Fetches what there is, once; how many messages were kept. For tests and for whoever wants it now.
pub async fn mail_fetch_once(app: &App, source: &MailSource) -> Result<u64, AppError> {
    if !hold(app, &source.name()).await? {
        return Ok(0);
    }
    let fetched = async {
        let mut folder = source.account.open().await?;
        let taken = catch_up(app, source, &mut folder).await?;
        folder.close().await;
        Ok::<_, Ended>(taken)
    };
    match fetched.await {
        Ok(taken) => Ok(taken),
        Err(ended) => {
            rested(app, &source.name(), ended).await;
            Ok(0)
        }
    }
}

/// Holds a mailbox and follows it; returns only with a reason to rest.
async fn attend(app: &App, source: &MailSource) -> Ended {
    let following = async {
        if !hold(app, &source.name()).await? {
            return Err(Ended::Lost);
        }
        let mut folder = source.account.open().await?;
        loop {
            catch_up(app, source, &mut folder).await?;
            folder = folder.wait(WAIT).await?;
            if !hold(app, &source.name()).await? {
                return Err(Ended::Lost);
            }
        }
    };
    match following.await {
        Ok(never) => never,
        Err(ended) => ended,
    }
}

/// Notes why a fetch ended; how long to rest.
async fn rested(app: &App, name: &str, ended: Ended) -> Duration {
    let problem = match &ended {
        Ended::Lost => return ELSEWHERE,
        Ended::Fetch(error) => error.problem,
        Ended::NotKept(_) | Ended::Store(_) => FetchProblem::NotKept,
    };
    tracing::warn!(source = name, %problem, error = %ended, "mail is not fetched now");
    let (key, holder, now) = (name.to_owned(), holder(app), app.clock.now());
    let noted = app.store.write(move |tx| {
        mail_source_failed(tx, &key, holder, now, problem)?;
        Ok::<_, AppError>(mail_source_by_name(tx, &key)?.map_or(1, |row| row.failures))
    });
    match noted.await {
        Ok(failures) => {
            let rest = fetch_rest(failures).as_micros();
            Duration::from_micros(u64::try_from(rest).unwrap_or_default())
        }
        Err(error) => {
            tracing::warn!(%error, "it is not noted that mail is not fetched");
            ELSEWHERE
        }
    }
}

fn holder(app: &App) -> i64 {
    i64::from(app.store.node())
}

async fn hold(app: &App, name: &str) -> Result<bool, AppError> {
    let (name, holder, now) = (name.to_owned(), holder(app), app.clock.now());
    app.store
        .write(move |tx| Ok::<_, AppError>(mail_source_hold(tx, &name, holder, now, now + HELD)?))
        .await
}

/// Fetches everything behind the place; how many messages were kept.
async fn catch_up(app: &App, source: &MailSource, folder: &mut ImapFolder) -> Result<u64, Ended> {
    let name = source.name();
    let key = name.clone();
    let row = app
        .query(Lane::Fast, move |tx| Ok(mail_source_by_name(tx, &key)?))
        .await?
        .ok_or(Ended::Lost)?;
    let (numbers, place) = waiting(source, folder, &row).await?;
    let validity = folder.validity;
    let moved = |place: u32, taken: bool, skipped: bool, behind: usize| MailSourceMove {
        validity,
        place,
        taken: i64::from(taken),
        skipped: i64::from(skipped),
        behind: i64::try_from(behind).unwrap_or(i64::MAX),
    };
    if row.validity != Some(validity) {
        move_to(app, &name, moved(place, false, false, numbers.len())).await?;
    }
    let mut kept = 0;
    for (at, uid) in numbers.iter().enumerate() {
        if at % RENEWED == RENEWED - 1 && !hold(app, &name).await? {
            return Err(Ended::Lost);
        }
        let (mut taken, mut skipped) = (false, false);
        match folder.message(*uid, app.mail.bytes).await? {
            // Somebody deleted it meanwhile.
            None => {}
            Some(None) => skipped = true,
            Some(Some(bytes)) => match mail_keep(app, Some(&source.mailbox), bytes).await {
                Ok(_) => taken = true,
                Err(MailRefusal::TooLarge { .. } | MailRefusal::Empty) => skipped = true,
                Err(refusal) => return Err(Ended::NotKept(refusal)),
            },
        }
        kept += u64::from(taken);
        move_to(app, &name, moved(*uid, taken, skipped, numbers.len() - at - 1)).await?;
    }
    let (holder, now) = (holder(app), app.clock.now());
    app.store
        .write(move |tx| Ok::<_, AppError>(mail_source_done(tx, &name, holder, now)?))
        .await?;
    Ok(kept)
}

/// The numbers to fetch, and the place before them.
async fn waiting(
    source: &MailSource,
    folder: &mut ImapFolder,
    row: &MailSourceRow,
) -> Result<(Vec<u32>, u32), FetchError> {
    let remembered = row.validity.map(|validity| (validity, row.place));
    match fetch_start(remembered, folder.validity, source.all) {
        FetchStart::Behind(place) => Ok((folder.behind(place, None).await?, place)),
        FetchStart::Again => {
            let numbers = folder.behind(0, Some(&day(row.began_at))).await?;
            let place = match numbers.first() {
                Some(first) => first - 1,
                None => last(folder).await?,
            };
            Ok((numbers, place))
        }
        FetchStart::Now => Ok((Vec::new(), last(folder).await?)),
    }
}

/// The number of the last message there is.
async fn last(folder: &mut ImapFolder) -> Result<u32, FetchError> {
    match folder.next {
        Some(next) => Ok(next.saturating_sub(1)),
        None => Ok(folder.behind(0, None).await?.last().copied().unwrap_or(0)),
    }
}

/// As IMAP writes it; a day early, since servers count days in their own zone.
fn day(at: Timestamp) -> String {
    let at = jiff::Timestamp::from_microsecond((at - Span::days(1)).as_micros()).unwrap_or_default();
    at.strftime("%d-%b-%Y").to_string()
}

async fn move_to(app: &App, name: &str, to: MailSourceMove) -> Result<(), Ended> {
    let (name, holder) = (name.to_owned(), holder(app));
    let moved = app
        .store
        .write(move |tx| Ok::<_, AppError>(mail_source_move(tx, &name, holder, to)?));
    if moved.await? { Ok(()) } else { Err(Ended::Lost) }
}
