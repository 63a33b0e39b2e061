//! Which rows were made with which version of a key: found so that they can be made again, and counted so that it is proved
//! that none is left. Every change of a row names what it replaces, so that whoever wrote or erased it meanwhile wins.

use touchstone_domain::contact::ContactKind;
use touchstone_domain::id::{ExportId, ImportId, MailId, NotificationId, PersonId, UserId, WebhookId};
use touchstone_domain::keys::KeyFamily;

use crate::{StoreError, Tx, record, sql, sql_list};

record! {
    /// A person's own key, wrapped.
    pub struct PersonKeyRow { pub id: PersonId, pub data_key: Vec<u8> }
}
record! {
    /// A user's own key, wrapped.
    pub struct UserKeyRow { pub id: UserId, pub data_key: Vec<u8> }
}
record! {
    /// A letter, sealed.
    pub struct LetterKeyRow { pub id: NotificationId, pub params: Vec<u8> }
}
record! {
    /// An answer to repeat, sealed.
    pub struct AnswerKeyRow { pub scope: String, pub key: String, pub answer: Vec<u8> }
}
record! {
    /// A row of an import that failed, sealed.
    pub struct ImportKeyRow { pub run: ImportId, pub row: i64, pub raw: Vec<u8> }
}
record! {
    /// A setting, sealed.
    pub struct SettingKeyRow { pub name: String, pub value: Vec<u8> }
}
record! {
    /// An export's own key, wrapped.
    pub struct ExportKeyRow { pub id: ExportId, pub data_key: Vec<u8> }
}
record! {
    /// The key of a received mail, wrapped.
    pub struct MailKeyRow { pub id: MailId, pub data_key: Vec<u8> }
}
record! {
    /// The secrets of a system that is told of events, sealed.
    pub struct WebhookKeyRow { pub id: WebhookId, pub secrets: Vec<u8> }
}
record! {
    /// A contact with what opens it.
    pub struct ContactKeyRow {
        pub person: PersonId,
        pub kind: ContactKind,
        pub lookup: Vec<u8>,
        pub sealed: Vec<u8>,
        pub data_key: Option<Vec<u8>>,
    }
}
record! {
    /// A user's address with what opens it.
    pub struct UserEmailRow {
        pub id: UserId,
        pub email_lookup: Vec<u8>,
        pub email_sealed: Option<Vec<u8>>,
        pub data_key: Option<Vec<u8>>,
    }
}

sql_list!(
    PERSON_KEYS = "SELECT id, data_key FROM person
     WHERE id > ?1 AND data_key IS NOT NULL AND master_version < ?2 ORDER BY id LIMIT ?3"
);
sql_list!(
    USER_KEYS = "SELECT id, data_key FROM user_account
     WHERE id > ?1 AND data_key IS NOT NULL AND master_version < ?2 ORDER BY id LIMIT ?3"
);
sql_list!(
    LETTER_KEYS =
        "SELECT id, params FROM notification WHERE id > ?1 AND key_version < ?2 ORDER BY id LIMIT ?3"
);
sql_list!(
    ANSWER_KEYS = "SELECT scope, key, answer FROM idempotency WHERE key_version < ?1
     ORDER BY key_version, scope, key LIMIT ?2"
);
sql_list!(
    IMPORT_KEYS = "SELECT run, row, raw FROM import_row WHERE key_version < ?1 AND raw IS NOT NULL
     ORDER BY key_version, run, row LIMIT ?2"
);
// A row that nobody can read any more is forgotten.
sql!(
    IMPORT_KEY_SAVE =
        "UPDATE import_row SET raw = ?4, key_version = ?5 WHERE run = ?1 AND row = ?2 AND raw = ?3"
);
sql!(
    EXPORT_KEYS =
        "SELECT id, data_key FROM export_run WHERE data_key IS NOT NULL AND master_version < ?1 ORDER BY id"
);
sql!(
    EXPORT_KEY_SAVE =
        "UPDATE export_run SET data_key = ?3, master_version = ?4 WHERE id = ?1 AND data_key = ?2"
);
sql_list!(
    MAIL_KEYS = "SELECT id, data_key FROM mail
     WHERE id > ?1 AND data_key IS NOT NULL AND master_version < ?2 ORDER BY id LIMIT ?3"
);
sql!(MAIL_KEY_SAVE = "UPDATE mail SET data_key = ?3, master_version = ?4 WHERE id = ?1 AND data_key = ?2");
sql!(SETTING_KEYS = "SELECT name, value FROM setting WHERE key_version < ?1 ORDER BY name");
sql!(SETTING_KEY_SAVE = "UPDATE setting SET value = ?3, key_version = ?4 WHERE name = ?1 AND value = ?2");
sql!(
    WEBHOOK_KEYS =
        "SELECT id, secrets FROM webhook WHERE archived_at IS NULL AND key_version < ?1 ORDER BY id"
);
sql!(WEBHOOK_KEY_SAVE = "UPDATE webhook SET secrets = ?3, key_version = ?4 WHERE id = ?1 AND secrets = ?2");
// A person's contacts are read together: at most one of each kind.
sql_list!(
    CONTACT_KEYS = "SELECT c.person, c.kind, c.lookup, c.sealed, p.data_key
     FROM contact c JOIN person p ON p.id = c.person
     WHERE c.person > ?1 AND c.lookup_key < ?2 ORDER BY c.person, c.kind LIMIT ?3"
);
sql_list!(
    USER_EMAILS = "SELECT id, email_lookup, email_sealed, data_key FROM user_account
     WHERE id > ?1 AND lookup_key < ?2 ORDER BY id LIMIT ?3"
);
sql!(
    PERSON_KEY_SAVE = "UPDATE person SET data_key = ?3, master_version = ?4 WHERE id = ?1 AND data_key = ?2"
);
sql!(
    USER_KEY_SAVE =
        "UPDATE user_account SET data_key = ?3, master_version = ?4 WHERE id = ?1 AND data_key = ?2"
);
sql!(LETTER_KEY_SAVE = "UPDATE notification SET params = ?3, key_version = ?4 WHERE id = ?1 AND params = ?2");
sql!(
    ANSWER_KEY_SAVE =
        "UPDATE idempotency SET answer = ?4, key_version = ?5 WHERE scope = ?1 AND key = ?2 AND answer = ?3"
);
sql!(ANSWER_FORGET = "DELETE FROM idempotency WHERE scope = ?1 AND key = ?2 AND answer = ?3");
sql!(
    CONTACT_KEY_SAVE = "UPDATE contact SET lookup = ?4, lookup_key = ?5
     WHERE person = ?1 AND kind = ?2 AND lookup = ?3"
);
// Codes that were sent to the contact stay good.
sql!(
    CODE_KEY_SAVE =
        "UPDATE otp SET contact_lookup = ?4 WHERE person = ?1 AND contact_kind = ?2 AND contact_lookup = ?3"
);
sql!(
    USER_EMAIL_SAVE =
        "UPDATE user_account SET email_lookup = ?3, lookup_key = ?4 WHERE id = ?1 AND email_lookup = ?2"
);
sql!(
    SEALED_BELOW = "SELECT (SELECT COUNT(*) FROM person WHERE data_key IS NOT NULL AND master_version < ?1)
        + (SELECT COUNT(*) FROM user_account WHERE data_key IS NOT NULL AND master_version < ?1)
        + (SELECT COUNT(*) FROM notification WHERE key_version < ?1)
        + (SELECT COUNT(*) FROM idempotency WHERE key_version < ?1)
        + (SELECT COUNT(*) FROM import_row WHERE raw IS NOT NULL AND key_version < ?1)
        + (SELECT COUNT(*) FROM export_run WHERE data_key IS NOT NULL AND master_version < ?1)
        + (SELECT COUNT(*) FROM mail WHERE data_key IS NOT NULL AND master_version < ?1)
        + (SELECT COUNT(*) FROM webhook WHERE archived_at IS NULL AND key_version < ?1)
        + (SELECT COUNT(*) FROM setting WHERE key_version < ?1) AS rows_left"
);
sql!(
    LOOKUP_BELOW = "SELECT (SELECT COUNT(*) FROM contact WHERE lookup_key < ?1)
        + (SELECT COUNT(*) FROM user_account WHERE lookup_key < ?1) AS rows_left"
);

/// Rows made with versions before this one. Walks indexes of what is left, so that nothing costs nothing.
pub fn key_rows_below(tx: &mut Tx<'_>, family: KeyFamily, version: u32) -> Result<i64, StoreError> {
    let sql = match family {
        KeyFamily::Sealing => &SEALED_BELOW,
        KeyFamily::Lookup => &LOOKUP_BELOW,
    };
    Ok(tx
        .query_one(sql, &[&version], |row| row.get("rows_left"))?
        .unwrap_or(0))
}

pub fn person_keys(
    tx: &mut Tx<'_>,
    after: i64,
    below: u32,
    limit: u32,
) -> Result<Vec<PersonKeyRow>, StoreError> {
    tx.query(&PERSON_KEYS, &[&after, &below, &limit], PersonKeyRow::from_row)
}

pub fn user_keys(tx: &mut Tx<'_>, after: i64, below: u32, limit: u32) -> Result<Vec<UserKeyRow>, StoreError> {
    tx.query(&USER_KEYS, &[&after, &below, &limit], UserKeyRow::from_row)
}

pub fn letter_keys(
    tx: &mut Tx<'_>,
    after: i64,
    below: u32,
    limit: u32,
) -> Result<Vec<LetterKeyRow>, StoreError> {
    tx.query(&LETTER_KEYS, &[&after, &below, &limit], LetterKeyRow::from_row)
}

pub fn answer_keys(tx: &mut Tx<'_>, below: u32, limit: u32) -> Result<Vec<AnswerKeyRow>, StoreError> {
    tx.query(&ANSWER_KEYS, &[&below, &limit], AnswerKeyRow::from_row)
}

pub fn import_keys(tx: &mut Tx<'_>, below: u32, limit: u32) -> Result<Vec<ImportKeyRow>, StoreError> {
    tx.query(&IMPORT_KEYS, &[&below, &limit], ImportKeyRow::from_row)
}

/// Saves a failed row sealed anew; nothing in its place forgets it.
pub fn import_key_save(
    tx: &mut Tx<'_>,
    row: &ImportKeyRow,
    sealed: Option<&[u8]>,
    version: u32,
) -> Result<bool, StoreError> {
    let changed = tx.execute(
        &IMPORT_KEY_SAVE,
        &[&row.run, &row.row, &row.raw, &sealed, &version],
    )?;
    Ok(changed == 1)
}

/// Settings are few enough to be read whole.
pub fn setting_keys(tx: &mut Tx<'_>, below: u32) -> Result<Vec<SettingKeyRow>, StoreError> {
    tx.query(&SETTING_KEYS, &[&below], SettingKeyRow::from_row)
}

pub fn setting_key_save(
    tx: &mut Tx<'_>,
    row: &SettingKeyRow,
    sealed: &[u8],
    version: u32,
) -> Result<bool, StoreError> {
    Ok(tx.execute(&SETTING_KEY_SAVE, &[&row.name, &row.value, &sealed, &version])? == 1)
}

/// Exports whose bytes are there: few at any time.
pub fn export_keys(tx: &mut Tx<'_>, below: u32) -> Result<Vec<ExportKeyRow>, StoreError> {
    tx.query(&EXPORT_KEYS, &[&below], ExportKeyRow::from_row)
}

pub fn export_key_save(
    tx: &mut Tx<'_>,
    row: &ExportKeyRow,
    wrapped: &[u8],
    version: u32,
) -> Result<bool, StoreError> {
    Ok(tx.execute(&EXPORT_KEY_SAVE, &[&row.id, &row.data_key, &wrapped, &version])? == 1)
}

pub fn mail_keys(tx: &mut Tx<'_>, after: i64, below: u32, limit: u32) -> Result<Vec<MailKeyRow>, StoreError> {
    tx.query(&MAIL_KEYS, &[&after, &below, &limit], MailKeyRow::from_row)
}

pub fn mail_key_save(
    tx: &mut Tx<'_>,
    row: &MailKeyRow,
    wrapped: &[u8],
    version: u32,
) -> Result<bool, StoreError> {
    Ok(tx.execute(&MAIL_KEY_SAVE, &[&row.id, &row.data_key, &wrapped, &version])? == 1)
}

/// Systems that are told: few at any time.
pub fn webhook_keys(tx: &mut Tx<'_>, below: u32) -> Result<Vec<WebhookKeyRow>, StoreError> {
    tx.query(&WEBHOOK_KEYS, &[&below], WebhookKeyRow::from_row)
}

pub fn webhook_key_save(
    tx: &mut Tx<'_>,
    row: &WebhookKeyRow,
    sealed: &[u8],
    version: u32,
) -> Result<bool, StoreError> {
    Ok(tx.execute(&WEBHOOK_KEY_SAVE, &[&row.id, &row.secrets, &sealed, &version])? == 1)
}

pub fn contact_keys(
    tx: &mut Tx<'_>,
    after: i64,
    below: u32,
    limit: u32,
) -> Result<Vec<ContactKeyRow>, StoreError> {
    tx.query(&CONTACT_KEYS, &[&after, &below, &limit], ContactKeyRow::from_row)
}

pub fn user_emails(
    tx: &mut Tx<'_>,
    after: i64,
    below: u32,
    limit: u32,
) -> Result<Vec<UserEmailRow>, StoreError> {
    tx.query(&USER_EMAILS, &[&after, &below, &limit], UserEmailRow::from_row)
}

pub fn person_key_save(
    tx: &mut Tx<'_>,
    row: &PersonKeyRow,
    wrapped: &[u8],
    version: u32,
) -> Result<bool, StoreError> {
    Ok(tx.execute(&PERSON_KEY_SAVE, &[&row.id, &row.data_key, &wrapped, &version])? == 1)
}

pub fn user_key_save(
    tx: &mut Tx<'_>,
    row: &UserKeyRow,
    wrapped: &[u8],
    version: u32,
) -> Result<bool, StoreError> {
    Ok(tx.execute(&USER_KEY_SAVE, &[&row.id, &row.data_key, &wrapped, &version])? == 1)
}

pub fn letter_key_save(
    tx: &mut Tx<'_>,
    row: &LetterKeyRow,
    sealed: &[u8],
    version: u32,
) -> Result<bool, StoreError> {
    Ok(tx.execute(&LETTER_KEY_SAVE, &[&row.id, &row.params, &sealed, &version])? == 1)
}

pub fn answer_key_save(
    tx: &mut Tx<'_>,
    row: &AnswerKeyRow,
    sealed: &[u8],
    version: u32,
) -> Result<bool, StoreError> {
    let changed = tx.execute(
        &ANSWER_KEY_SAVE,
        &[&row.scope, &row.key, &row.answer, &sealed, &version],
    )?;
    Ok(changed == 1)
}

/// Forgets an answer that nobody can read any more.
pub fn answer_forget(tx: &mut Tx<'_>, row: &AnswerKeyRow) -> Result<(), StoreError> {
    tx.execute(&ANSWER_FORGET, &[&row.scope, &row.key, &row.answer])?;
    Ok(())
}

pub fn contact_key_save(
    tx: &mut Tx<'_>,
    row: &ContactKeyRow,
    lookup: &[u8],
    version: u32,
) -> Result<bool, StoreError> {
    let changed = tx.execute(
        &CONTACT_KEY_SAVE,
        &[&row.person, &row.kind, &row.lookup, &lookup, &version],
    )?;
    if changed == 1 {
        tx.execute(&CODE_KEY_SAVE, &[&row.person, &row.kind, &row.lookup, &lookup])?;
    }
    Ok(changed == 1)
}

pub fn user_email_save(
    tx: &mut Tx<'_>,
    row: &UserEmailRow,
    lookup: &[u8],
    version: u32,
) -> Result<bool, StoreError> {
    Ok(tx.execute(&USER_EMAIL_SAVE, &[&row.id, &row.email_lookup, &lookup, &version])? == 1)
}
