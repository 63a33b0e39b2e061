//! Which letters there are, how each is worded, and how it was.

use touchstone_domain::access::Permission;
use touchstone_domain::id::UserId;
use touchstone_domain::language::Language;
use touchstone_domain::letter_template::{LetterVariable, LetterWords, letter_check};
use touchstone_domain::time::Timestamp;
use touchstone_render::Notification;
use touchstone_store::letter::{
    WordingRow, wording_at, wording_version, wordings as version_rows, wordings_current,
};
use touchstone_store::{Lane, Tx};

use crate::core::{App, AppError, Caller};
use crate::ticket::{Named, Names};

/// Kinds of letters and languages are few.
const KNOWN_AT_MOST: u32 = 1_000;
/// Versions of one wording that are told.
const VERSIONS_SHOWN: u32 = 100;

/// How a letter of a kind is worded in a language, in short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterState {
    pub kind: &'static str,
    pub language: Language,
    /// An operator's wording counts.
    pub own: bool,
    /// It cannot be used: letters have the built-in wording meanwhile.
    pub broken: bool,
    /// 0 as long as nothing was ever changed.
    pub version: i64,
}

/// How a letter of a kind is worded in a language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterView {
    pub state: LetterState,
    pub built_in: LetterWords,
    pub own: Option<LetterWords>,
    pub offered: Vec<LetterVariable>,
}

/// How it was worded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterVersion {
    pub version: i64,
    pub author: Option<Named<UserId>>,
    pub at: Timestamp,
    /// None where the built-in wording counted again.
    pub words: Option<LetterWords>,
}

/// Every kind of letter that can be worded anew, in every language.
pub async fn letters(app: &App, caller: &Caller) -> Result<Vec<LetterState>, AppError> {
    caller.actor.holds(Permission::SettingManage)?;
    let handle = app.clone();
    app.query(Lane::Fast, move |tx| {
        let current = wordings_current(tx, KNOWN_AT_MOST)?;
        let mut all = Vec::new();
        for &kind in Notification::TEMPLATES {
            let Some(offered) = handle.renderer.letter_offered(kind) else {
                continue;
            };
            for &language in Language::ALL {
                let found = current
                    .iter()
                    .find(|one| one.kind == kind && one.language == language);
                let version = found.map_or(0, |one| one.version);
                let row = match version {
                    0 => None,
                    version => wording_version(tx, kind, language, version)?,
                };
                all.push(state(kind, language, version, words(row).as_ref(), &offered));
            }
        }
        Ok(all)
    })
    .await
}

/// One kind of letter in one language.
pub async fn letter_get(
    app: &App,
    caller: &Caller,
    kind: &str,
    language: Language,
) -> Result<LetterView, AppError> {
    caller.actor.holds(Permission::SettingManage)?;
    let (kind, handle) = (kind_of(kind)?, app.clone());
    app.query(Lane::Fast, move |tx| one(tx, &handle, kind, language))
        .await
}

/// How it was worded, the newest first.
pub async fn letter_versions(
    app: &App,
    caller: &Caller,
    kind: &str,
    language: Language,
) -> Result<Vec<LetterVersion>, AppError> {
    caller.actor.holds(Permission::SettingManage)?;
    let kind = kind_of(kind)?;
    app.query(Lane::Fast, move |tx| {
        let rows = version_rows(tx, kind, language, VERSIONS_SHOWN)?;
        let users = Names::of_users(tx, rows.iter().map(|row| Some(row.author)))?;
        let told = |row: WordingRow| LetterVersion {
            version: row.version,
            author: users.named(Some(row.author)),
            at: row.at,
            words: words(Some(row)),
        };
        Ok(rows.into_iter().map(told).collect())
    })
    .await
}

pub(super) fn one(
    tx: &mut Tx<'_>,
    app: &App,
    kind: &'static str,
    language: Language,
) -> Result<LetterView, AppError> {
    let row = version_rows(tx, kind, language, 1)?.pop();
    let version = row.as_ref().map_or(0, |row| row.version);
    let (own, offered) = (words(row), offered(app, kind)?);
    let built_in = app
        .renderer
        .letter_built_in(language, kind)
        .map_err(|error| AppError::Internal(error.to_string()))?;
    Ok(LetterView {
        state: state(kind, language, version, own.as_ref(), &offered),
        built_in,
        own,
        offered,
    })
}

/// The operator's wording of a letter that was made at an instant, if there was one.
pub(crate) fn wording_then(
    tx: &mut Tx<'_>,
    kind: &str,
    language: Language,
    made_at: Timestamp,
) -> Result<Option<LetterWords>, AppError> {
    Ok(words(wording_at(tx, kind, language, made_at)?))
}

/// The kind of letter with this name.
pub(super) fn kind_of(name: &str) -> Result<&'static str, AppError> {
    let found = Notification::TEMPLATES.iter().find(|kind| **kind == name);
    found.copied().ok_or(AppError::NotFound { what: "letter" })
}

pub(super) fn offered(app: &App, kind: &str) -> Result<Vec<LetterVariable>, AppError> {
    app.renderer
        .letter_offered(kind)
        .ok_or(AppError::NotFound { what: "letter" })
}

fn words(row: Option<WordingRow>) -> Option<LetterWords> {
    let row = row?;
    Some(LetterWords {
        subject: row.subject?,
        text: row.text?,
    })
}

fn state(
    kind: &'static str,
    language: Language,
    version: i64,
    own: Option<&LetterWords>,
    offered: &[LetterVariable],
) -> LetterState {
    LetterState {
        kind,
        language,
        own: own.is_some(),
        broken: own.is_some_and(|words| !letter_check(words, offered).is_empty()),
        version,
    }
}
