//! Making, changing, putting aside and bringing back templates. What a template was stays, version by version.

use touchstone_domain::access::Permission;
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::id::ReplyTemplateId;
use touchstone_domain::reply_template::TEMPLATES_MAX;
use touchstone_domain::saved_view::{ViewAudience, ViewShare};
use touchstone_store::Locked;
use touchstone_store::reply_template::{
    TemplateRow, TemplateVersionRow, template_insert, template_lock, template_save, template_version_insert,
    templates_of_owner,
};

use super::input::TemplateContent;
use super::read::{ReplyTemplate, may_change, one};
use crate::core::{App, AppError, Call, Cx};
use crate::saved_view::audience_wanted;

/// Makes a template.
pub async fn template_create(
    app: &App,
    call: &Call,
    content: TemplateContent,
) -> Result<ReplyTemplate, AppError> {
    call.caller.actor.holds(Permission::TicketRead)?;
    app.command(call, move |cx| {
        let user = cx.actor().user()?.clone();
        room(cx)?;
        let mut row = TemplateRow {
            id: cx.id(),
            owner: user.id,
            share: ViewShare::Own,
            team: None,
            name: String::new(),
            code: None,
            category: None,
            languages: String::new(),
            texts: String::new(),
            archived: false,
            created_at: cx.now,
            updated_at: cx.now,
            version: 1,
        };
        fill(cx, &mut row, &content)?;
        template_insert(cx.tx, &row)?;
        saved(cx, &row)?;
        one(cx.tx, &user, row.id)
    })
    .await
}

/// Replaces a template, for everybody who has it.
pub async fn template_replace(
    app: &App,
    call: &Call,
    id: ReplyTemplateId,
    content: TemplateContent,
) -> Result<ReplyTemplate, AppError> {
    call.caller.actor.holds(Permission::TicketRead)?;
    app.command(call, move |cx| {
        let user = cx.actor().user()?.clone();
        let mut row = changeable(cx, id)?;
        fill(cx, &mut row, &content)?;
        row.updated_at = cx.now;
        row.version += 1;
        template_save(cx.tx, &row)?;
        saved(cx, &row)?;
        one(cx.tx, &user, id)
    })
    .await
}

/// Puts a template aside: nobody is offered it any more.
pub async fn template_archive(
    app: &App,
    call: &Call,
    id: ReplyTemplateId,
) -> Result<ReplyTemplate, AppError> {
    put_aside(app, call, id, true).await
}

/// Brings it back.
pub async fn template_restore(
    app: &App,
    call: &Call,
    id: ReplyTemplateId,
) -> Result<ReplyTemplate, AppError> {
    put_aside(app, call, id, false).await
}

async fn put_aside(
    app: &App,
    call: &Call,
    id: ReplyTemplateId,
    archived: bool,
) -> Result<ReplyTemplate, AppError> {
    call.caller.actor.holds(Permission::TicketRead)?;
    app.command(call, move |cx| {
        let user = cx.actor().user()?.clone();
        let mut row = changeable(cx, id)?;
        if row.archived != archived {
            if !archived && row.owner == user.id {
                room(cx)?;
            }
            row.archived = archived;
            row.updated_at = cx.now;
            row.version += 1;
            template_save(cx.tx, &row)?;
            version_keep(cx, &row)?;
            let body = if archived {
                EventBody::TemplateArchived { template: id }
            } else {
                EventBody::TemplateRestored { template: id }
            };
            cx.emit(Subject::User(user.id), body)?;
        }
        one(cx.tx, &user, id)
    })
    .await
}

/// Refuses when the caller keeps as many templates as one may.
fn room(cx: &mut Cx<'_, '_>) -> Result<(), AppError> {
    let user = cx.actor().user()?.id;
    let kept = templates_of_owner(cx.tx, user, false, u32::MAX)?.len();
    if kept < TEMPLATES_MAX {
        Ok(())
    } else {
        Err(AppError::Conflict {
            code: "templates_full",
        })
    }
}

/// A template that the caller may change, at the version the caller saw.
fn changeable(cx: &mut Cx<'_, '_>, id: ReplyTemplateId) -> Result<Locked<TemplateRow>, AppError> {
    let user = cx.actor().user()?.clone();
    // What nobody offers the caller is not there.
    one(cx.tx, &user, id)?;
    let row = template_lock(cx.tx, id)?.ok_or(AppError::NotFound {
        what: "reply_template",
    })?;
    if !may_change(ViewAudience::of(row.owner, row.share, row.team), &user) {
        return Err(AppError::Forbidden {
            permission: Permission::TemplateShare,
        });
    }
    cx.check_version(row.version)?;
    Ok(row)
}

/// Sets what a template is, if the caller may give it to those it is to be for.
fn fill(cx: &mut Cx<'_, '_>, row: &mut TemplateRow, content: &TemplateContent) -> Result<(), AppError> {
    let wanted = audience_wanted(cx, row.owner, content.share, content.team)?;
    if !may_change(wanted, cx.actor().user()?) {
        return Err(AppError::field("share", "template_share_refused"));
    }
    row.share = content.share;
    row.team = content.team;
    row.name.clone_from(&content.name);
    row.code.clone_from(&content.code);
    row.category.clone_from(&content.category);
    let languages: Vec<_> = content.texts.keys().map(|language| language.as_str()).collect();
    row.languages = languages.join(",");
    row.texts = serde_json::to_string(&content.texts)
        .map_err(|error| AppError::Internal(format!("texts of a template cannot be kept: {error}")))?;
    Ok(())
}

fn saved(cx: &mut Cx<'_, '_>, row: &TemplateRow) -> Result<(), AppError> {
    version_keep(cx, row)?;
    let user = cx.actor().user()?.id;
    let (template, share, team) = (row.id, row.share, row.team);
    cx.emit(
        Subject::User(user),
        EventBody::TemplateSaved {
            template,
            share,
            team,
        },
    )?;
    Ok(())
}

fn version_keep(cx: &mut Cx<'_, '_>, row: &TemplateRow) -> Result<(), AppError> {
    let kept = TemplateVersionRow {
        template: row.id,
        version: row.version,
        author: cx.actor().user()?.id,
        at: cx.now,
        name: row.name.clone(),
        texts: row.texts.clone(),
    };
    template_version_insert(cx.tx, &kept)?;
    Ok(())
}
