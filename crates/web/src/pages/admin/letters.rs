//! How letters are worded: seen, changed, tried, and set back.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use touchstone_app::letter::{self, LetterState, LetterVersion};
use touchstone_domain::language::Language;
use touchstone_domain::letter_template::{LetterVariable, LetterWords};
use touchstone_render::view::{
    LetterForm, LetterKindLine, LetterShown, LetterStateLine, LetterVersionLine, LetterView, LettersView,
    Notice, Problems, Tone,
};

use super::{record_problems, version_after};
use crate::access::{Granted, may};
use crate::body::Form;
use crate::failure::Failure;
use crate::page::{Page, Reader, page};
use crate::pages::again::{about_the_form, again};
use crate::pages::shared::{done, notices, typed};
use crate::path::At;
use crate::route::Route;
use crate::state::WebState;

const PATH: &str = "/admin/letters";

type Operator = Granted<may::ManageSettings>;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get(PATH, list),
        Route::get("/admin/letters/{kind}/{language}", form),
        Route::post("/admin/letters/{kind}/{language}", save),
    ]
}

async fn list(by: Operator, State(state): State<WebState>) -> Page {
    let found = letter::letters(&state.app, &by.caller).await?;
    let mut kinds: Vec<LetterKindLine> = Vec::new();
    for one in found {
        if kinds.last().is_none_or(|line| line.kind != one.kind) {
            kinds.push(LetterKindLine {
                kind: one.kind.into(),
                languages: Vec::new(),
            });
        }
        if let Some(line) = kinds.last_mut() {
            line.languages.push(state_line(&one));
        }
    }
    let view = LettersView { kinds };
    page(&state, &notices(by.frame(&state), &state.renderer), &view)
}

fn state_line(one: &LetterState) -> LetterStateLine {
    LetterStateLine {
        language: one.language.as_str().into(),
        href: href(one.kind, one.language),
        own: one.own,
        broken: one.broken,
    }
}

fn href(kind: &str, language: Language) -> String {
    format!("{PATH}/{kind}/{language}")
}

async fn form(
    by: Operator,
    At((kind, language)): At<(String, Language)>,
    State(state): State<WebState>,
) -> Page {
    let view = shown(&state, &by, &kind, language, None).await?;
    page(&state, &notices(by.frame(&state), &state.renderer), &view)
}

/// Looks at what was typed, sends it to oneself, keeps it, or goes back to the built-in wording.
async fn save(
    by: Operator,
    At((kind, language)): At<(String, Language)>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let here = href(&kind, language);
    let words = LetterWords {
        subject: typed(&form.typed, "subject"),
        text: typed(&form.typed, "text"),
    };
    let version = typed(&form.typed, "version");
    let call = by.call_with(&form);
    let kept = || call.clone().expecting(version.parse().unwrap_or_default());
    let asked = typed(&form.typed, "do");
    let outcome = match asked.as_str() {
        "save" => letter::letter_put(&state.app, &kept(), &kind, language, &words).await,
        "reset" => letter::letter_reset(&state.app, &kept(), &kind, language).await,
        "test" => letter::letter_test(&state.app, &call, &kind, language, &words).await,
        _ => letter::letter_preview(&state.app, &by.caller, &kind, language, &words).map(drop),
    };
    let failure = match (outcome, asked.as_str()) {
        (Ok(()), "save") => return Ok(done(&here, "letter_saved")),
        (Ok(()), "reset") => return Ok(done(&here, "letter_reset")),
        (Ok(()), _) => None,
        (Err(error), _) => Some(about_the_form(error.into())?),
    };
    let mut view = shown(&state, &by, &kind, language, Some(words)).await?;
    view.form.version = version.parse().unwrap_or_default();
    let mut frame = by.frame(&state);
    let Some(failure) = failure else {
        here.clone_into(&mut frame.path);
        if asked == "test" {
            frame.notices.push(Notice::new(Tone::Success, "letter_tested"));
        }
        return Ok(page(&state, &frame, &view)?.into_response());
    };
    view.form.version = version_after(&failure, &version);
    view.form.problems = record_problems(&failure);
    again(&state, frame, &here, &view, &failure)
}

/// The page with what was typed, else with what counts.
async fn shown(
    state: &WebState,
    by: &Operator,
    kind: &str,
    language: Language,
    typed: Option<LetterWords>,
) -> Result<LetterView, Failure> {
    let found = letter::letter_get(&state.app, &by.caller, kind, language).await?;
    let versions = letter::letter_versions(&state.app, &by.caller, kind, language).await?;
    let words = typed
        .or_else(|| found.own.clone())
        .unwrap_or_else(|| found.built_in.clone());
    let preview = letter::letter_preview(&state.app, &by.caller, kind, language, &words);
    let others = Language::ALL.iter().filter(|other| **other != language);
    let needed = |one: &&LetterVariable| one.is_needed();
    let codes = |all: &mut dyn Iterator<Item = &LetterVariable>| all.map(|one| one.as_str().into()).collect();
    Ok(LetterView {
        kind: found.state.kind.into(),
        action: href(kind, language),
        own: found.state.own,
        broken: found.state.broken,
        others: others
            .map(|other| (other.as_str().into(), href(kind, *other)))
            .collect(),
        language: language.as_str().into(),
        variables: codes(&mut found.offered.iter()),
        needed: codes(&mut found.offered.iter().filter(needed)),
        preview: preview.ok().map(|letter| LetterShown {
            subject: letter.subject,
            text: letter.text,
            html: letter.html,
        }),
        built_in_subject: found.built_in.subject,
        built_in_text: found.built_in.text,
        versions: versions.into_iter().map(version_line).collect(),
        form: LetterForm {
            subject: words.subject,
            text: words.text,
            version: found.state.version,
            problems: Problems::none(),
        },
    })
}

fn version_line(was: LetterVersion) -> LetterVersionLine {
    let (subject, text) = was.words.map(|words| (words.subject, words.text)).unzip();
    LetterVersionLine {
        version: was.version,
        author: was.author.map(|user| user.name).unwrap_or_default(),
        at: was.at,
        subject,
        text,
    }
}
