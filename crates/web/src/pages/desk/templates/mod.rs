//! Templates of replies: the list, one being written, one put into a reply.

mod edit;
mod insert;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::Value;
use touchstone_app::AppError;
use touchstone_app::reply_template::{self, ReplyTemplate, TemplateHead, TemplateQuery};
use touchstone_domain::id::ReplyTemplateId;
use touchstone_render::view::{
    Problems, ReplyTemplateLine, ReplyTemplatesView, TemplateGroup, TemplateOffer,
};

pub(super) use self::edit::{form, form_new, save, save_new};
pub(super) use self::insert::insert;
use crate::access::{Granted, may};
use crate::body::Form;
use crate::failure::Failure;
use crate::page::{Page, Reader, page};
use crate::pages::again::about_the_form;
use crate::pages::shared::{done, notices, problems, typed};
use crate::path::At;
use crate::query::Query;
use crate::state::WebState;

type Staff = Granted<may::ReadTickets>;

const LIST: &str = "/desk/templates";

/// What the address may say.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    archived: bool,
    #[expect(dead_code, reason = "the notice is read from the address by the frame")]
    done: Option<String>,
}

/// `GET /desk/templates`
pub(super) async fn list(by: Staff, Query(asked): Query<Asked>, State(state): State<WebState>) -> Page {
    show(&state, &by, asked, Problems::none()).await
}

async fn show(state: &WebState, by: &Staff, asked: Asked, problems: Problems) -> Page {
    let query = TemplateQuery {
        typed: asked.q.clone(),
        archived: asked.archived,
    };
    let found = reply_template::templates(&state.app, &by.caller, query).await?;
    let view = ReplyTemplatesView {
        lines: found.into_iter().map(line).collect(),
        q: asked.q,
        archived: asked.archived,
        problems,
    };
    page(state, &notices(by.frame(state), &state.renderer), &view)
}

fn line(head: TemplateHead) -> ReplyTemplateLine {
    ReplyTemplateLine {
        id: head.id.to_string(),
        name: head.name,
        code: head.code,
        category: head.category,
        share: head.share.as_str().into(),
        team: head.team.map(|team| team.name),
        owner: head.owner.map(|user| user.name),
        languages: head
            .languages
            .iter()
            .map(|language| language.as_str().into())
            .collect(),
        may_change: head.may_change,
        uses: i64::try_from(head.uses).unwrap_or(i64::MAX),
        last_used_at: head.last_used_at,
        version: head.version,
    }
}

/// What a reply may be begun with, by category.
pub(super) async fn offers(state: &WebState, by: &Staff) -> Result<Vec<TemplateGroup>, Failure> {
    let found = reply_template::templates(&state.app, &by.caller, TemplateQuery::default()).await?;
    let mut groups: Vec<TemplateGroup> = Vec::new();
    for head in found {
        let category = head.category.unwrap_or_default();
        if groups.last().is_none_or(|group| group.category != category) {
            groups.push(TemplateGroup {
                category,
                offers: Vec::new(),
            });
        }
        if let Some(group) = groups.last_mut() {
            group.offers.push(TemplateOffer {
                id: head.id.to_string(),
                name: head.name,
                code: head.code.unwrap_or_default(),
            });
        }
    }
    Ok(groups)
}

/// `POST /desk/templates/{id}/archive`
pub(super) async fn archive(
    by: Staff,
    At(id): At<ReplyTemplateId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let mut call = by.call_with(&form);
    call.expected_version = typed(&form.typed, "version").parse().ok();
    let put = reply_template::template_archive(&state.app, &call, id).await;
    settled(&state, &by, false, put, "template_archived").await
}

/// `POST /desk/templates/{id}/restore`
pub(super) async fn restore(
    by: Staff,
    At(id): At<ReplyTemplateId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let back = reply_template::template_restore(&state.app, &by.call_with(&form), id).await;
    settled(&state, &by, true, back, "template_restored").await
}

async fn settled(
    state: &WebState,
    by: &Staff,
    archived: bool,
    outcome: Result<ReplyTemplate, AppError>,
    notice: &str,
) -> Result<Response, Failure> {
    match outcome {
        Ok(_) => Ok(done(LIST, notice)),
        Err(error) => {
            let failure = about_the_form(error.into())?;
            let asked = Asked {
                archived,
                ..Asked::default()
            };
            let page = show(state, by, asked, problems(&failure, str::to_owned)).await?;
            Ok((failure.status(), page).into_response())
        }
    }
}
