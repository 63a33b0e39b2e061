//! One's own name and language. How one signs in is changed elsewhere, and what one may do by somebody else.

use touchstone_domain::event::{EventBody, FieldName, Subject};
use touchstone_domain::language::Language;
use touchstone_store::user::{user_lock, user_save};

use super::input::name_accept;
use super::own_password::own_session;
use super::user::{UserView, user_read};
use crate::core::{App, AppError, Call};

/// What to change about oneself; what is `None` stays.
#[derive(Debug, Clone, Default)]
pub struct OwnPatch {
    pub name: Option<String>,
    pub language: Option<Language>,
}

/// Changes the caller's own name and language. API tokens do not: they act for their owner, they are not them.
pub async fn own_update(app: &App, call: &Call, patch: OwnPatch) -> Result<UserView, AppError> {
    let id = own_session(call)?.id;
    let name = patch
        .name
        .as_deref()
        .map(|name| name_accept("name", name))
        .transpose();
    let name = name.map_err(|error| AppError::Validation(vec![error]))?;
    app.command(call, move |cx| {
        let mut user = user_lock(cx.tx, id)?
            .filter(|user| user.archived_at.is_none())
            .ok_or(AppError::Unauthenticated)?;
        cx.check_version(user.version)?;
        let mut fields = Vec::new();
        if let Some(name) = name.as_ref().filter(|name| **name != user.name) {
            user.name.clone_from(name);
            fields.push(FieldName::Name);
        }
        if let Some(language) = patch.language.filter(|language| *language != user.language) {
            user.language = language;
            fields.push(FieldName::Language);
        }
        if !fields.is_empty() {
            user.updated_at = cx.now;
            user.version += 1;
            user_save(cx.tx, &user)?;
            cx.emit(Subject::User(id), EventBody::UserUpdated { fields })?;
        }
        user_read(cx.tx, &cx.app.keys, cx.actor(), id, cx.now)
    })
    .await
}
