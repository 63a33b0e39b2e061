//! A template being made or changed, with what it looks like for an invented ticket.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::Value;
use touchstone_app::reply_template::{self, ReplyTemplate, TemplateContent, TemplateVersion};
use touchstone_app::ticket::Fields;
use touchstone_domain::access::Permission;
use touchstone_domain::id::ReplyTemplateId;
use touchstone_domain::language::Language;
use touchstone_domain::reply_template::{ReplyVariable, variables};
use touchstone_domain::template::TemplateText;
use touchstone_render::view::{
    Problems, ReplyTemplateForm, ReplyTemplateView, TemplatePreview, TemplateText as TypedText,
    TemplateVersionLine,
};

use super::super::people::{shares_offered, team_choices};
use super::{LIST, Staff};
use crate::body::Form;
use crate::failure::Failure;
use crate::page::{Page, Reader, page};
use crate::pages::again::{about_the_form, again};
use crate::pages::shared::{done, form_key, notices, problems, typed};
use crate::path::At;
use crate::query::Query;
use crate::state::WebState;

const NEW: &str = "/desk/templates/new";

/// A template as it is being written.
struct Draft {
    id: Option<ReplyTemplateId>,
    form: ReplyTemplateForm,
    may_change: bool,
    archived: bool,
    versions: Vec<TemplateVersion>,
}

/// What the address may say.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in super::super) struct Asked {
    /// What the new one begins as.
    from: Option<ReplyTemplateId>,
    #[expect(dead_code, reason = "the notice is read from the address by the frame")]
    done: Option<String>,
}

/// `GET /desk/templates/new`
pub(in super::super) async fn form_new(
    by: Staff,
    Query(asked): Query<Asked>,
    State(state): State<WebState>,
) -> Page {
    let mut form = ReplyTemplateForm {
        texts: texts(|_| String::new()),
        ..ReplyTemplateForm::default()
    };
    if let Some(id) = asked.from {
        let found = reply_template::template_get(&state.app, &by.caller, id).await?;
        form = ReplyTemplateForm {
            share: "own".to_owned(),
            team: String::new(),
            version: 0,
            ..shown(&found)
        };
    }
    let view = edit(&state, &by, Draft::of(None, form)).await?;
    page(&state, &by.frame(&state), &view)
}

/// `GET /desk/templates/{id}`
pub(in super::super) async fn form(
    by: Staff,
    At(id): At<ReplyTemplateId>,
    Query(_): Query<Asked>,
    State(state): State<WebState>,
) -> Page {
    let draft = Draft::kept(&state, &by, id).await?;
    let view = edit(&state, &by, draft).await?;
    page(&state, &notices(by.frame(&state), &state.renderer), &view)
}

/// `POST /desk/templates/new`
pub(in super::super) async fn save_new(
    by: Staff,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let draft = Draft::of(None, read(&form.typed));
    saved(&by, &state, draft, form).await
}

/// `POST /desk/templates/{id}`
pub(in super::super) async fn save(
    by: Staff,
    At(id): At<ReplyTemplateId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let mut draft = Draft::kept(&state, &by, id).await?;
    draft.form = read(&form.typed);
    saved(&by, &state, draft, form).await
}

async fn saved(by: &Staff, state: &WebState, draft: Draft, form: Form<Value>) -> Result<Response, Failure> {
    let here = draft.action();
    if typed(&form.typed, "do") != "save" {
        let mut frame = by.frame(state);
        frame.path.clone_from(&here);
        return Ok(page(state, &frame, &edit(state, by, draft).await?)?.into_response());
    }
    let given = form
        .pairs()
        .filter(|(name, _)| !matches!(*name, "do" | "version"));
    let outcome = match TemplateContent::read(Fields::from_pairs(given)) {
        Ok(content) => {
            let mut call = by.call_with(&form);
            match draft.id {
                None => reply_template::template_create(&state.app, &call, content).await,
                Some(id) => {
                    call.expected_version = Some(draft.form.version);
                    reply_template::template_replace(&state.app, &call, id, content).await
                }
            }
        }
        Err(error) => Err(error),
    };
    let failure = match outcome {
        Ok(_) => return Ok(done(LIST, "template_saved")),
        Err(error) => about_the_form(error.into())?,
    };
    let mut shown = edit(state, by, draft).await?;
    shown.problems = problems(&failure, str::to_owned);
    again(state, by.frame(state), &here, &shown, &failure)
}

impl Draft {
    fn of(id: Option<ReplyTemplateId>, form: ReplyTemplateForm) -> Self {
        Self {
            id,
            form,
            may_change: true,
            archived: false,
            versions: Vec::new(),
        }
    }

    async fn kept(state: &WebState, by: &Staff, id: ReplyTemplateId) -> Result<Self, Failure> {
        let found = reply_template::template_get(&state.app, &by.caller, id).await?;
        Ok(Self {
            may_change: found.head.may_change,
            archived: found.head.archived,
            versions: reply_template::template_versions(&state.app, &by.caller, id).await?,
            ..Self::of(Some(id), shown(&found))
        })
    }

    fn action(&self) -> String {
        self.id
            .map_or_else(|| NEW.to_owned(), |id| format!("{LIST}/{id}"))
    }
}

fn texts(of: impl Fn(Language) -> String) -> Vec<TypedText> {
    let typed = |language: &Language| TypedText {
        language: language.as_str().into(),
        text: of(*language),
    };
    Language::ALL.iter().map(typed).collect()
}

fn shown(template: &ReplyTemplate) -> ReplyTemplateForm {
    let head = &template.head;
    ReplyTemplateForm {
        version: head.version,
        name: head.name.clone(),
        code: head.code.clone().unwrap_or_default(),
        category: head.category.clone().unwrap_or_default(),
        share: head.share.as_str().to_owned(),
        team: head
            .team
            .as_ref()
            .map(|team| team.id.to_string())
            .unwrap_or_default(),
        texts: texts(|language| template.texts.get(&language).cloned().unwrap_or_default()),
    }
}

fn read(pairs: &[(String, String)]) -> ReplyTemplateForm {
    ReplyTemplateForm {
        version: typed(pairs, "version").parse().unwrap_or_default(),
        name: typed(pairs, "name"),
        code: typed(pairs, "code"),
        category: typed(pairs, "category"),
        share: typed(pairs, "share"),
        team: typed(pairs, "team"),
        texts: texts(|language| typed(pairs, &format!("texts.{language}"))),
    }
}

/// Each text that can be read, as it would be for an invented ticket.
fn previews(state: &WebState, form: &ReplyTemplateForm) -> Vec<TemplatePreview> {
    let shown = |typed: &TypedText| {
        let language = typed.language.parse().ok()?;
        let text = TemplateText::<ReplyVariable>::parse(&typed.text).ok()?;
        let filled = text.fill(|variable| {
            let key = format!("template-sample-{}", variable.as_str().replace('.', "-"));
            state.renderer.text(language, &key)
        });
        (!filled.text.trim().is_empty()).then(|| TemplatePreview {
            language: typed.language.clone(),
            text: filled.text,
        })
    };
    form.texts.iter().filter_map(shown).collect()
}

async fn edit(state: &WebState, by: &Staff, draft: Draft) -> Result<ReplyTemplateView, Failure> {
    let teams = team_choices(state, &by.call()).await?;
    let (shares, share_teams) = shares_offered(by, Permission::TemplateShare, teams);
    let versions = draft.versions.iter().map(|was| TemplateVersionLine {
        version: was.version,
        author: was
            .author
            .as_ref()
            .map(|user| user.name.clone())
            .unwrap_or_default(),
        at: was.at,
        name: was.name.clone(),
        texts: was
            .texts
            .iter()
            .map(|(language, text)| TypedText {
                language: language.as_str().into(),
                text: text.clone(),
            })
            .collect(),
    });
    Ok(ReplyTemplateView {
        id: draft.id.map(|id| id.to_string()),
        action: draft.action(),
        shares,
        share_teams,
        variables: variables().map(Into::into).collect(),
        previews: previews(state, &draft.form),
        versions: versions.collect(),
        may_change: draft.may_change,
        archived: draft.archived,
        form: draft.form,
        problems: Problems::none(),
        key: form_key(),
    })
}
