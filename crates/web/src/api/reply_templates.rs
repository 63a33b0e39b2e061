//! Templates of replies.

use std::collections::BTreeMap;

use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use touchstone_app::reply_template::{
    self, RenderedReply, ReplyTemplate, TemplateContent, TemplateHead, TemplateQuery, TemplateVersion,
};
use touchstone_app::ticket::Fields;
use touchstone_domain::id::{ReplyTemplateId, TicketId};
use touchstone_domain::language::Language;
use touchstone_domain::reply_template::ReplyVariable;
use touchstone_domain::saved_view::ViewShare;
use touchstone_domain::time::Timestamp;
use utoipa::ToSchema;

use super::answer::{Created, Page, Plain, Record};
use super::schema;
use super::wire::{NamedTeam, NamedUser};
use crate::access::{Granted, may};
use crate::body::{Json, NoBody};
use crate::failure::Failure;
use crate::path::At;
use crate::precondition::IfMatch;
use crate::query::Query;
use crate::route::Route;
use crate::state::WebState;

type Staff = Granted<may::ReadTickets>;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::api_read::<__path_template_list, _, _>(template_list),
        Route::api_write::<__path_template_create, _, _>(template_create),
        Route::api_read::<__path_template_read, _, _>(template_read),
        Route::api_update::<__path_template_replace, _, _>(template_replace),
        Route::api_update::<__path_template_archive, _, _>(template_archive),
        Route::api_write::<__path_template_restore, _, _>(template_restore),
        Route::api_read::<__path_template_versions, _, _>(template_versions),
        Route::api_write::<__path_template_render, _, _>(template_render),
    ]
}

/// A template of replies, in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TemplateLine {
    #[schema(value_type = schema::ReplyTemplateId)]
    id: ReplyTemplateId,
    owner: Option<NamedUser>,
    #[schema(value_type = schema::ViewShare)]
    share: ViewShare,
    /// With whom it is shared, for `team`.
    team: Option<NamedTeam>,
    name: String,
    /// By which it is called behind a `/` while one writes.
    code: Option<String>,
    category: Option<String>,
    #[schema(value_type = Vec<schema::Language>)]
    languages: Vec<Language>,
    archived: bool,
    /// The caller may change it.
    may_change: bool,
    /// How often it was put into a reply.
    uses: u64,
    #[schema(value_type = Option<schema::Time>)]
    last_used_at: Option<Timestamp>,
    #[schema(value_type = schema::Time)]
    created_at: Timestamp,
    #[schema(value_type = schema::Time)]
    updated_at: Timestamp,
    version: i64,
}

/// A template of replies.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Template {
    #[serde(flatten)]
    line: TemplateLine,
    /// The texts by language, with variables as `{{order.number}}`.
    texts: BTreeMap<String, String>,
}

impl From<TemplateHead> for TemplateLine {
    fn from(head: TemplateHead) -> Self {
        Self {
            id: head.id,
            owner: head.owner.map(NamedUser::from),
            share: head.share,
            team: head.team.map(NamedTeam::from),
            name: head.name,
            code: head.code,
            category: head.category,
            languages: head.languages,
            archived: head.archived,
            may_change: head.may_change,
            uses: head.uses,
            last_used_at: head.last_used_at,
            created_at: head.created_at,
            updated_at: head.updated_at,
            version: head.version,
        }
    }
}

impl From<ReplyTemplate> for Template {
    fn from(template: ReplyTemplate) -> Self {
        Self {
            line: template.head.into(),
            texts: by_tag(template.texts),
        }
    }
}

fn by_tag(texts: BTreeMap<Language, String>) -> BTreeMap<String, String> {
    let tagged = |(language, text): (Language, String)| (language.to_string(), text);
    texts.into_iter().map(tagged).collect()
}

fn record(template: ReplyTemplate) -> Record<Template> {
    Record {
        version: template.head.version,
        body: template.into(),
    }
}

/// A template as it is to be.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "describes a body that the application reads field by field"
)]
pub(super) struct TemplateBody {
    /// At most 60 characters.
    name: String,
    /// At most 20 letters, digits, `-`, `_` or `.`.
    code: Option<String>,
    /// At most 40 characters.
    category: Option<String>,
    /// `own` without one; sharing needs `template.share`, with everybody at the scope `all`.
    #[schema(value_type = Option<schema::ViewShare>)]
    share: Option<String>,
    #[schema(value_type = Option<schema::TeamId>)]
    team: Option<String>,
    texts: TemplateTexts,
}

/// At least one of them, each of at most 8,000 characters. Variables: `ticket.number`, `ticket.subject`, `ticket.link`, `order.number`,
/// `requester.name`, `agent.name`, `team.name`, in two pairs of braces.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "describes a body that the application reads field by field"
)]
pub(super) struct TemplateTexts {
    #[schema(rename = "zh-CN")]
    zh_cn: Option<String>,
    en: Option<String>,
    ja: Option<String>,
    ko: Option<String>,
}

/// Which templates.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct TemplatesAsked {
    /// Words of the name or category, or a short code.
    #[serde(default)]
    q: String,
    /// Those put aside instead of those in use.
    #[serde(default)]
    archived: bool,
}

/// The caller's templates of replies, their teams' and everybody's: what answers best to `q` first, else by category and name. All on
/// one page.
#[utoipa::path(get, path = "/api/v1/reply-templates", tag = "tickets", params(TemplatesAsked),
    responses((status = 200, body = Page<TemplateLine>)))]
pub(super) async fn template_list(
    by: Staff,
    Query(asked): Query<TemplatesAsked>,
    State(state): State<WebState>,
) -> Result<Page<TemplateLine>, Failure> {
    let query = TemplateQuery {
        typed: asked.q,
        archived: asked.archived,
    };
    let found = reply_template::templates(&state.app, &by.caller, query).await?;
    Ok(Page {
        items: found.into_iter().map(TemplateLine::from).collect(),
        next_cursor: None,
    })
}

/// Makes a template of replies.
#[utoipa::path(post, path = "/api/v1/reply-templates", tag = "tickets", request_body = TemplateBody,
    responses((status = 201, body = Template)))]
pub(super) async fn template_create(
    by: Staff,
    State(state): State<WebState>,
    body: Json<Value>,
) -> Result<Created<Template>, Failure> {
    let call = by.call_with(&body);
    let content = TemplateContent::read(Fields::from_json(body.value)?)?;
    let made = reply_template::template_create(&state.app, &call, content).await?;
    Ok(Created {
        location: format!("/api/v1/reply-templates/{}", made.head.id),
        version: Some(made.head.version),
        body: made.into(),
    })
}

/// One template of replies.
#[utoipa::path(get, path = "/api/v1/reply-templates/{id}", tag = "tickets", params(("id" = String, Path)),
    responses((status = 200, body = Template)))]
pub(super) async fn template_read(
    by: Staff,
    At(id): At<ReplyTemplateId>,
    State(state): State<WebState>,
) -> Result<Record<Template>, Failure> {
    let found = reply_template::template_get(&state.app, &by.caller, id).await?;
    Ok(record(found))
}

/// Replaces a template, for everybody who has it. What it was stays among its versions.
#[utoipa::path(put, path = "/api/v1/reply-templates/{id}", tag = "tickets", params(("id" = String, Path)),
    request_body = TemplateBody, responses((status = 200, body = Template)))]
pub(super) async fn template_replace(
    by: Staff,
    At(id): At<ReplyTemplateId>,
    IfMatch(version): IfMatch,
    State(state): State<WebState>,
    body: Json<Value>,
) -> Result<Record<Template>, Failure> {
    let call = by.call_with(&body).expecting(version);
    let content = TemplateContent::read(Fields::from_json(body.value)?)?;
    let saved = reply_template::template_replace(&state.app, &call, id, content).await?;
    Ok(record(saved))
}

/// Puts a template aside: nobody is offered it any more.
#[utoipa::path(delete, path = "/api/v1/reply-templates/{id}", tag = "tickets", params(("id" = String, Path)),
    responses((status = 200, body = Template)))]
pub(super) async fn template_archive(
    by: Staff,
    At(id): At<ReplyTemplateId>,
    IfMatch(version): IfMatch,
    State(state): State<WebState>,
    body: NoBody,
) -> Result<Record<Template>, Failure> {
    let call = by.call_with(&body).expecting(version);
    let put = reply_template::template_archive(&state.app, &call, id).await?;
    Ok(record(put))
}

/// Brings a template back that was put aside.
#[utoipa::path(post, path = "/api/v1/reply-templates/{id}/restore", tag = "tickets", params(("id" = String, Path)),
    responses((status = 200, body = Template)))]
pub(super) async fn template_restore(
    by: Staff,
    At(id): At<ReplyTemplateId>,
    State(state): State<WebState>,
    body: NoBody,
) -> Result<Record<Template>, Failure> {
    let back = reply_template::template_restore(&state.app, &by.call_with(&body), id).await?;
    Ok(record(back))
}

/// What a template was.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TemplateWas {
    version: i64,
    author: Option<NamedUser>,
    #[schema(value_type = schema::Time)]
    at: Timestamp,
    name: String,
    texts: BTreeMap<String, String>,
}

impl From<TemplateVersion> for TemplateWas {
    fn from(was: TemplateVersion) -> Self {
        Self {
            version: was.version,
            author: was.author.map(NamedUser::from),
            at: was.at,
            name: was.name,
            texts: by_tag(was.texts),
        }
    }
}

/// What a template was, version by version, the newest first, at most 100.
#[utoipa::path(get, path = "/api/v1/reply-templates/{id}/versions", tag = "tickets", params(("id" = String, Path)),
    responses((status = 200, body = Page<TemplateWas>)))]
pub(super) async fn template_versions(
    by: Staff,
    At(id): At<ReplyTemplateId>,
    State(state): State<WebState>,
) -> Result<Page<TemplateWas>, Failure> {
    let found = reply_template::template_versions(&state.app, &by.caller, id).await?;
    Ok(Page {
        items: found.into_iter().map(TemplateWas::from).collect(),
        next_cursor: None,
    })
}

/// For which ticket a template is wanted.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RenderBody {
    #[schema(value_type = schema::TicketId)]
    ticket: TicketId,
    /// Else the ticket's own.
    #[schema(value_type = Option<schema::Language>)]
    language: Option<Language>,
}

/// A template with what is known of a ticket.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Rendered {
    #[schema(value_type = schema::ReplyTemplateId)]
    template: ReplyTemplateId,
    #[schema(value_type = schema::Language)]
    language: Language,
    /// It is in the language that was wanted.
    exact: bool,
    text: String,
    /// Variables that stand in the text as they are: a public message with one of them is refused (`template_gap`).
    #[schema(value_type = Vec<schema::ReplyVariable>)]
    missing: Vec<ReplyVariable>,
}

impl From<RenderedReply> for Rendered {
    fn from(rendered: RenderedReply) -> Self {
        Self {
            template: rendered.template,
            language: rendered.language,
            exact: rendered.exact,
            text: rendered.text,
            missing: rendered.missing,
        }
    }
}

/// A template with what is known of a ticket, in its requester's language; counts that it was used and sends nothing.
#[utoipa::path(post, path = "/api/v1/reply-templates/{id}/render", tag = "tickets", params(("id" = String, Path)),
    request_body = RenderBody, responses((status = 200, body = Rendered)))]
pub(super) async fn template_render(
    by: Staff,
    At(id): At<ReplyTemplateId>,
    State(state): State<WebState>,
    body: Json<RenderBody>,
) -> Result<Plain<Rendered>, Failure> {
    let caller = by.call_with(&body).caller;
    let (ticket, wanted) = (body.value.ticket, body.value.language);
    let rendered = reply_template::template_render(&state.app, &caller, id, ticket, wanted).await?;
    Ok(Plain(rendered.into()))
}
