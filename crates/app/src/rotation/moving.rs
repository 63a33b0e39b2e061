//! Making again, in batches, what older versions of a key made: unsealed and sealed outside the writer, and saved only
//! where nobody has written or erased it meanwhile. A row that does not open stays as it was, is counted and named in the
//! log; as long as there is one, older versions stay.

use touchstone_domain::contact::{ContactKind, NORMALISATION_VERSION};
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::id::{Id, PersonId, UserId};
use touchstone_domain::keys::KeyFamily;
use touchstone_domain::time::Span;
use touchstone_store::key_rotation::{
    KeyPlace, KeyRotationRow, key_rotation_beat, key_rotation_moved, key_rotation_moved_on,
    key_rotation_total,
};
use touchstone_store::key_use::{
    AnswerKeyRow, ContactKeyRow, ExportKeyRow, ImportKeyRow, LetterKeyRow, MailKeyRow, PersonKeyRow,
    SettingKeyRow, UserEmailRow, UserKeyRow, WebhookKeyRow, answer_forget, answer_key_save, answer_keys,
    contact_key_save, contact_keys, export_key_save, export_keys, import_key_save, import_keys,
    key_rows_below, letter_key_save, letter_keys, mail_key_save, mail_keys, person_key_save, person_keys,
    setting_key_save, setting_keys, user_email_save, user_emails, user_key_save, user_keys, webhook_key_save,
    webhook_keys,
};
use touchstone_store::{Lane, StoreError, Tx};

use super::step::call;
use crate::core::{App, AppError, IDEMPOTENCY_PURPOSE};
use crate::import::RAW_PURPOSE;
use crate::keys::{KeyRing, SealError, random};
use crate::notify::letter_purpose;
use crate::settings::setting_purpose;
use crate::webhook::webhook_purpose;

/// Rows of one batch.
const BATCH: u32 = 200;
/// After this much silence the process that moved rows is dead.
const SILENCE: Span = Span::minutes(1);

/// Rows as they are, and as they are to be.
enum Batch {
    Persons(Vec<(PersonKeyRow, Option<Vec<u8>>)>),
    Users(Vec<(UserKeyRow, Option<Vec<u8>>)>),
    Letters(Vec<(LetterKeyRow, Option<Vec<u8>>)>),
    Answers(Vec<(AnswerKeyRow, Option<Vec<u8>>)>),
    Imports(Vec<(ImportKeyRow, Option<Vec<u8>>)>),
    Settings(Vec<(SettingKeyRow, Option<Vec<u8>>)>),
    Exports(Vec<(ExportKeyRow, Option<Vec<u8>>)>),
    Mails(Vec<(MailKeyRow, Option<Vec<u8>>)>),
    Webhooks(Vec<(WebhookKeyRow, Option<Vec<u8>>)>),
    Contacts(Vec<(ContactKeyRow, Option<Vec<u8>>)>),
    Emails(Vec<(UserEmailRow, Option<Vec<u8>>)>),
}

/// Moves one batch; whether more is waiting.
pub(super) async fn move_batch(app: &App, row: &KeyRotationRow) -> Result<bool, AppError> {
    let (what, node, now) = ((row.family, row.version), app.store.node(), app.clock.now());
    let mine = app
        .store
        .write(move |tx| key_rotation_beat(tx, what, node, now, now - SILENCE));
    if !mine.await? {
        return Ok(false);
    }
    if row.total == 0 {
        let total = app
            .query(Lane::Slow, move |tx| Ok(key_rows_below(tx, what.0, what.1)?))
            .await?;
        app.store
            .write(move |tx| key_rotation_total(tx, what.0, what.1, total))
            .await?;
    }
    let (stage, place) = (row.stage, row.place);
    let read = app.query(Lane::Fast, move |tx| read_batch(tx, what, stage, place));
    let Some(mut batch) = read.await? else {
        return pass_over(app, row).await;
    };
    let (keys, size) = (app.keys.clone(), batch.len());
    let remade = tokio::task::spawn_blocking(move || {
        let stuck = batch.remake(&keys);
        (batch, stuck)
    });
    let (batch, stuck) = remade
        .await
        .map_err(|error| AppError::Internal(error.to_string()))?;
    let behind = if size == 0 {
        (stage + 1, i64::MIN)
    } else {
        (stage, batch.end().unwrap_or(place))
    };
    let before = row.stuck;
    let problem = row.problem.clone();
    app.store
        .write(move |tx| {
            let moved = batch.save(tx, what.1)?;
            let now = KeyPlace {
                stage: behind.0,
                place: behind.1,
                moved,
                stuck: before + stuck,
                problem: problem.clone(),
            };
            key_rotation_moved_on(tx, what, &now)
        })
        .await?;
    Ok(true)
}

/// The end of a pass: done, or once more later.
async fn pass_over(app: &App, row: &KeyRotationRow) -> Result<bool, AppError> {
    let (family, version, stuck) = (row.family, row.version, row.stuck);
    app.command(&call(), move |cx| {
        let left = key_rows_below(cx.tx, family, version)?;
        if left == 0 {
            if key_rotation_moved(cx.tx, family, version, cx.now)? {
                cx.emit(
                    Subject::System,
                    EventBody::KeyMoved {
                        keys: family,
                        version,
                    },
                )?;
            }
            return Ok(false);
        }
        let again = KeyPlace {
            place: i64::MIN,
            problem: (stuck > 0).then(|| format!("{stuck} rows do not open; the log names them")),
            ..KeyPlace::default()
        };
        key_rotation_moved_on(cx.tx, (family, version), &again)?;
        // What another process wrote meanwhile is moved at once; what does not open waits.
        Ok(stuck == 0)
    })
    .await
}

/// The next rows; `None` behind the last kind of row.
fn read_batch(
    tx: &mut Tx<'_>,
    (family, version): (KeyFamily, u32),
    stage: u32,
    place: i64,
) -> Result<Option<Batch>, AppError> {
    fn waiting<T>(rows: Vec<T>) -> Vec<(T, Option<Vec<u8>>)> {
        rows.into_iter().map(|row| (row, None)).collect()
    }
    Ok(Some(match (family, stage) {
        (KeyFamily::Sealing, 0) => Batch::Persons(waiting(person_keys(tx, place, version, BATCH)?)),
        (KeyFamily::Sealing, 1) => Batch::Users(waiting(user_keys(tx, place, version, BATCH)?)),
        (KeyFamily::Sealing, 2) => Batch::Letters(waiting(letter_keys(tx, place, version, BATCH)?)),
        (KeyFamily::Sealing, 3) => Batch::Answers(waiting(answer_keys(tx, version, BATCH)?)),
        (KeyFamily::Sealing, 5) => Batch::Imports(waiting(import_keys(tx, version, BATCH)?)),
        // Read whole once: what does not open is left for the next pass.
        (KeyFamily::Sealing, 4) if place <= 0 => Batch::Settings(waiting(setting_keys(tx, version)?)),
        (KeyFamily::Sealing, 4) => Batch::Settings(Vec::new()),
        (KeyFamily::Sealing, 6) if place <= 0 => Batch::Exports(waiting(export_keys(tx, version)?)),
        (KeyFamily::Sealing, 6) => Batch::Exports(Vec::new()),
        (KeyFamily::Sealing, 7) => Batch::Mails(waiting(mail_keys(tx, place, version, BATCH)?)),
        (KeyFamily::Sealing, 8) if place <= 0 => Batch::Webhooks(waiting(webhook_keys(tx, version)?)),
        (KeyFamily::Sealing, 8) => Batch::Webhooks(Vec::new()),
        (KeyFamily::Lookup, 0) => Batch::Contacts(waiting(contact_keys(tx, place, version, BATCH)?)),
        (KeyFamily::Lookup, 1) => Batch::Emails(waiting(user_emails(tx, place, version, BATCH)?)),
        _ => return Ok(None),
    }))
}

impl Batch {
    fn len(&self) -> usize {
        match self {
            Self::Persons(rows) => rows.len(),
            Self::Users(rows) => rows.len(),
            Self::Letters(rows) => rows.len(),
            Self::Answers(rows) => rows.len(),
            Self::Imports(rows) => rows.len(),
            Self::Settings(rows) => rows.len(),
            Self::Exports(rows) => rows.len(),
            Self::Mails(rows) => rows.len(),
            Self::Webhooks(rows) => rows.len(),
            Self::Contacts(rows) => rows.len(),
            Self::Emails(rows) => rows.len(),
        }
    }

    /// Where the walk goes on. A person's contacts are read again when only one of them was in the batch.
    fn end(&self) -> Option<i64> {
        match self {
            Self::Persons(rows) => rows.last().map(|(row, _)| row.id.raw()),
            Self::Users(rows) => rows.last().map(|(row, _)| row.id.raw()),
            Self::Letters(rows) => rows.last().map(|(row, _)| row.id.raw()),
            Self::Answers(_) | Self::Imports(_) => None,
            Self::Settings(_) | Self::Exports(_) | Self::Webhooks(_) => Some(1),
            Self::Mails(rows) => rows.last().map(|(row, _)| row.id.raw()),
            Self::Contacts(rows) => {
                let last = rows.last().map(|(row, _)| row.person.raw())?;
                let whole =
                    rows.len() < BATCH as usize || rows.iter().all(|(row, _)| row.person.raw() == last);
                Some(if whole { last } else { last - 1 })
            }
            Self::Emails(rows) => rows.last().map(|(row, _)| row.id.raw()),
        }
    }

    /// Makes every row again; how many did not open.
    fn remake(&mut self, keys: &KeyRing) -> i64 {
        match self {
            Self::Persons(rows) => each(rows, |row| Ok(keys.data_key_rewrap(row.id, &row.data_key)?.bytes)),
            Self::Users(rows) => each(rows, |row| Ok(keys.data_key_rewrap(row.id, &row.data_key)?.bytes)),
            Self::Letters(rows) => each(rows, |row| reseal(keys, &letter_purpose(row.id), &row.params)),
            Self::Answers(rows) => {
                each(rows, |row| {
                    if row.answer.is_empty() {
                        return Ok(Vec::new());
                    }
                    reseal(keys, IDEMPOTENCY_PURPOSE, &row.answer)
                });
                // An answer that does not open is worth nothing and goes.
                0
            }
            // Nor is a failed row that nobody can mend any more.
            Self::Imports(rows) => {
                each(rows, |row| reseal(keys, RAW_PURPOSE, &row.raw));
                0
            }
            Self::Settings(rows) => each(rows, |row| reseal(keys, &setting_purpose(&row.name), &row.value)),
            Self::Exports(rows) => each(rows, |row| Ok(keys.data_key_rewrap(row.id, &row.data_key)?.bytes)),
            Self::Mails(rows) => each(rows, |row| Ok(keys.data_key_rewrap(row.id, &row.data_key)?.bytes)),
            Self::Webhooks(rows) => each(rows, |row| reseal(keys, &webhook_purpose(row.id), &row.secrets)),
            Self::Contacts(rows) => each(rows, |row| contact_hash(keys, row)),
            Self::Emails(rows) => each(rows, |row| email_hash(keys, row)),
        }
    }

    /// Saves what was made again; how many rows that were.
    fn save(&self, tx: &mut Tx<'_>, version: u32) -> Result<i64, StoreError> {
        let mut moved = 0;
        let mut count = |saved: bool| moved += i64::from(saved);
        match self {
            Self::Persons(rows) => {
                for (row, made) in ready(rows) {
                    count(person_key_save(tx, row, made, version)?);
                }
            }
            Self::Users(rows) => {
                for (row, made) in ready(rows) {
                    count(user_key_save(tx, row, made, version)?);
                }
            }
            Self::Letters(rows) => {
                for (row, made) in ready(rows) {
                    count(letter_key_save(tx, row, made, version)?);
                }
            }
            Self::Answers(rows) => {
                for (row, made) in rows {
                    match made {
                        Some(made) => count(answer_key_save(tx, row, made, version)?),
                        None => answer_forget(tx, row)?,
                    }
                }
            }
            Self::Imports(rows) => {
                for (row, made) in rows {
                    count(import_key_save(tx, row, made.as_deref(), version)?);
                }
            }
            Self::Settings(rows) => {
                for (row, made) in ready(rows) {
                    count(setting_key_save(tx, row, made, version)?);
                }
            }
            Self::Exports(rows) => {
                for (row, made) in ready(rows) {
                    count(export_key_save(tx, row, made, version)?);
                }
            }
            Self::Mails(rows) => {
                for (row, made) in ready(rows) {
                    count(mail_key_save(tx, row, made, version)?);
                }
            }
            Self::Webhooks(rows) => {
                for (row, made) in ready(rows) {
                    count(webhook_key_save(tx, row, made, version)?);
                }
            }
            Self::Contacts(rows) => {
                for (row, made) in ready(rows) {
                    count(contact_key_save(tx, row, made, version)?);
                }
            }
            Self::Emails(rows) => {
                for (row, made) in ready(rows) {
                    count(user_email_save(tx, row, made, version)?);
                }
            }
        }
        Ok(moved)
    }
}

/// The rows that could be made again.
fn ready<T>(rows: &[(T, Option<Vec<u8>>)]) -> impl Iterator<Item = (&T, &[u8])> {
    rows.iter()
        .filter_map(|(row, made)| Some((row, made.as_deref()?)))
}

fn each<T>(rows: &mut [(T, Option<Vec<u8>>)], remake: impl Fn(&T) -> Result<Vec<u8>, SealError>) -> i64 {
    let mut stuck = 0;
    for (row, made) in rows {
        match remake(row) {
            Ok(bytes) => *made = Some(bytes),
            Err(error) => {
                tracing::error!(%error, "a row does not open and keeps its older key");
                stuck += 1;
            }
        }
    }
    stuck
}

fn reseal(keys: &KeyRing, purpose: &str, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
    let plain = keys.open_system(purpose, sealed)?;
    Ok(keys.seal_system(purpose, &plain))
}

fn contact_hash(keys: &KeyRing, row: &ContactKeyRow) -> Result<Vec<u8>, SealError> {
    let Some(data_key) = &row.data_key else {
        return Ok(nobody());
    };
    let person: PersonId = row.person;
    let text = keys
        .data_key_open(person, data_key)?
        .open(row.kind.as_str(), &row.sealed)?;
    Ok(hash(keys, row.kind, &text))
}

fn email_hash(keys: &KeyRing, row: &UserEmailRow) -> Result<Vec<u8>, SealError> {
    let (Some(data_key), Some(sealed)) = (&row.data_key, &row.email_sealed) else {
        return Ok(nobody());
    };
    let user: UserId = row.id;
    let kind = ContactKind::Email;
    let text = keys.data_key_open(user, data_key)?.open(kind.as_str(), sealed)?;
    Ok(hash(keys, kind, &text))
}

fn hash(keys: &KeyRing, kind: ContactKind, text: &str) -> Vec<u8> {
    keys.lookup(kind.as_str(), NORMALISATION_VERSION, text)
        .hash
        .to_vec()
}

/// The hash of no address: whoever has no key any more is found by none.
fn nobody() -> Vec<u8> {
    random::<32>().to_vec()
}
