//! The register of laws: looked at, added to, amended, and the clauses that wait because of an amendment.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::Response;
use serde_json::Value;
use touchstone_app::AppError;
use touchstone_app::law::{self, LawChange, LawFlag, LawLine as Line};
use touchstone_app::standard::standard_current;
use touchstone_domain::access::Permission;
use touchstone_domain::language::Language;
use touchstone_domain::law::{Jurisdiction, Law, LawKind, LawStatus};
use touchstone_render::view::{
    Choice, LawChangeLine, LawFlagLine, LawForm, LawLine, LawPageView, LawsView, Problems,
};

use crate::access::{Granted, SignedIn, may};
use crate::body::Form;
use crate::failure::Failure;
use crate::page::{Page, Reader, page};
use crate::pages::again::{about_the_form, again};
use crate::pages::shared::{done, notices, problems, typed};
use crate::path::At;
use crate::route::Route;
use crate::state::WebState;

const PATH: &str = "/quality/laws";

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get(PATH, laws),
        Route::post(PATH, add),
        Route::get("/quality/laws/new", blank),
        Route::get("/quality/laws/{id}", one),
        Route::post("/quality/laws/{id}", amend),
        Route::post("/quality/laws/{id}/reviewed", reviewed),
    ]
}

async fn laws(by: Granted<may::ReadStandards>, State(state): State<WebState>) -> Page {
    let language = by.language();
    let found = law::laws(&state.app, &by.caller).await?;
    let view = LawsView {
        laws: found.into_iter().map(|law| line(law, language)).collect(),
        may_write: writes(&by),
    };
    page(&state, &notices(by.frame(&state), &state.renderer), &view)
}

fn writes(by: &SignedIn) -> bool {
    by.user.grants.holds(Permission::StandardWrite)
}

fn line(line: Line, language: Language) -> LawLine {
    let law = line.law;
    LawLine {
        title: law.title_in(language).to_owned(),
        issuer: law.issuer_in(language).to_owned(),
        kind: law.kind.as_str().into(),
        jurisdiction: law.jurisdiction.as_str().into(),
        status: law.status.as_str().into(),
        effective: law.effective.map(|day| day.to_string()).unwrap_or_default(),
        amended: law.amended.map(|day| day.to_string()).unwrap_or_default(),
        flagged: line.flagged.len(),
        number: law.number,
        id: law.id,
    }
}

fn form_of(law: &Law, version: i64) -> LawForm {
    let day = |day: &Option<jiff::civil::Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let words = |words: &BTreeMap<Language, String>| {
        let word =
            |language: &Language| Choice::new(language, words.get(language).cloned().unwrap_or_default());
        Language::ALL.iter().map(word).collect()
    };
    LawForm {
        id: law.id.clone(),
        version,
        kind: law.kind.as_str().into(),
        jurisdiction: law.jurisdiction.as_str().into(),
        status: law.status.as_str().into(),
        number: law.number.clone(),
        titles: words(&law.title),
        issuers: words(&law.issuer),
        adopted: day(&law.adopted),
        effective: day(&law.effective),
        source: law.source.clone(),
        ..LawForm::choices(LawKind::NAMES, Jurisdiction::NAMES, LawStatus::NAMES)
    }
}

fn empty_form() -> LawForm {
    let words = || {
        Language::ALL
            .iter()
            .map(|language| Choice::new(language, ""))
            .collect()
    };
    LawForm {
        kind: LawKind::Law.as_str().into(),
        jurisdiction: Jurisdiction::China.as_str().into(),
        status: LawStatus::InForce.as_str().into(),
        titles: words(),
        issuers: words(),
        ..LawForm::choices(LawKind::NAMES, Jurisdiction::NAMES, LawStatus::NAMES)
    }
}

/// The form as it was typed.
fn form_again(form: &mut LawForm, pairs: &[(String, String)], problems: Problems) {
    let said = |name: &str| typed(pairs, name);
    for (name, words) in [("title", &mut form.titles), ("issuer", &mut form.issuers)] {
        for word in words {
            word.label = typed(pairs, &format!("{name}_{}", word.value));
        }
    }
    form.id = said("law_id");
    form.kind = said("law_kind").into();
    form.jurisdiction = said("jurisdiction").into();
    form.status = said("law_status").into();
    form.number = said("number");
    form.adopted = said("adopted");
    form.effective = said("effective");
    form.source = said("source");
    form.dated = said("dated");
    form.note = said("note");
    form.problems = problems;
}

fn law_typed(pairs: &[(String, String)], id: String) -> Result<Law, AppError> {
    let unknown = |field: &'static str| move |_| AppError::field(field, "unknown_value");
    let day = |field: &'static str| {
        let text = typed(pairs, field);
        let parsed = (!text.is_empty()).then(|| text.parse()).transpose();
        parsed.map_err(|_| AppError::field(field, "malformed"))
    };
    let words = |name: &str| -> BTreeMap<Language, String> {
        let word = |language: &Language| {
            let text = typed(pairs, &format!("{name}_{language}")).trim().to_owned();
            (!text.is_empty()).then_some((*language, text))
        };
        Language::ALL.iter().filter_map(word).collect()
    };
    let dated = day("dated")?;
    Ok(Law {
        id,
        kind: typed(pairs, "law_kind").parse().map_err(unknown("law_kind"))?,
        jurisdiction: typed(pairs, "jurisdiction")
            .parse()
            .map_err(unknown("jurisdiction"))?,
        number: typed(pairs, "number").trim().to_owned(),
        title: words("title"),
        issuer: words("issuer"),
        adopted: day("adopted")?,
        effective: day("effective")?,
        amended: dated,
        status: typed(pairs, "law_status")
            .parse()
            .map_err(unknown("law_status"))?,
        source: typed(pairs, "source").trim().to_owned(),
    })
}

/// Fields of an entry as the form names them.
fn field(name: &str) -> String {
    match name {
        "id" => "law_id".to_owned(),
        "title" => "title_zh-CN".to_owned(),
        "issuer" => "issuer_zh-CN".to_owned(),
        other => other.to_owned(),
    }
}

async fn blank(by: Granted<may::WriteStandards>, State(state): State<WebState>) -> Page {
    page(&state, &by.frame(&state), &new_view(empty_form()))
}

fn new_view(form: LawForm) -> LawPageView {
    LawPageView {
        line: None,
        form,
        cited_by: Vec::new(),
        flags: Vec::new(),
        changes: Vec::new(),
        may_write: true,
        source: String::new(),
    }
}

async fn add(
    by: Granted<may::WriteStandards>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let law = law_typed(&form.typed, typed(&form.typed, "law_id"));
    let added = match law {
        Ok(law) => law::law_add(&state.app, &by.call_with(&form), Law { amended: None, ..law }).await,
        Err(error) => Err(error),
    };
    let failure = match added {
        Ok(added) => return Ok(done(&format!("{PATH}/{}", added.law.id), "law_added")),
        Err(error) => about_the_form(error.into())?,
    };
    let mut again_form = empty_form();
    form_again(&mut again_form, &form.typed, problems(&failure, field));
    again(
        &state,
        by.frame(&state),
        "/quality/laws/new",
        &new_view(again_form),
        &failure,
    )
}

async fn view(state: &WebState, by: &SignedIn, id: &str) -> Result<LawPageView, Failure> {
    let found = law::law(&state.app, &by.caller, id).await?;
    let language = by.language();
    let standard = standard_current(&state.app).await?.standard;
    let named = |id: &String| {
        let clause = standard.clauses().iter().find(|clause| clause.id == *id);
        Choice::new(
            id,
            clause.map_or_else(
                || id.clone(),
                |clause| clause.title.in_language(language).to_owned(),
            ),
        )
    };
    let flag = |flag: LawFlag| LawFlagLine {
        title: named(&flag.clause).label,
        clause: flag.clause,
        raised_at: flag.raised_at,
        settled_at: flag.settled_at,
        settled_by: flag.settled_by.unwrap_or_default(),
        note: flag.note.unwrap_or_default(),
    };
    let change = |change: LawChange| LawChangeLine {
        dated: change.dated,
        note: change.note,
        author: change.author,
        at: change.at,
    };
    let form = form_of(&found.law, found.version);
    Ok(LawPageView {
        source: found.law.source.clone(),
        cited_by: found.cited_by.iter().map(named).collect(),
        flags: found.flags.into_iter().map(flag).collect(),
        changes: found.changes.into_iter().map(change).collect(),
        may_write: writes(by),
        form,
        line: Some(line(
            Line {
                law: found.law,
                version: found.version,
                updated_at: found.updated_at,
                flagged: Vec::new(),
            },
            language,
        )),
    })
}

async fn one(by: Granted<may::ReadStandards>, At(id): At<String>, State(state): State<WebState>) -> Page {
    let view = view(&state, &by, &id).await?;
    page(&state, &notices(by.frame(&state), &state.renderer), &view)
}

async fn amend(
    by: Granted<may::WriteStandards>,
    At(id): At<String>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let version = typed(&form.typed, "version").parse().unwrap_or_default();
    let call = by.call_with(&form).expecting(version);
    let (dated, note) = (typed(&form.typed, "dated"), typed(&form.typed, "note"));
    let amended = match law_typed(&form.typed, id.clone()) {
        Ok(law) => law::law_amend(&state.app, &call, law, dated, note).await,
        Err(error) => Err(error),
    };
    let address = format!("{PATH}/{id}");
    let failure = match amended {
        Ok(_) => return Ok(done(&address, "law_amended")),
        Err(error) => about_the_form(error.into())?,
    };
    let mut view = view(&state, &by, &id).await?;
    form_again(&mut view.form, &form.typed, problems(&failure, field));
    view.form.id = id;
    again(&state, by.frame(&state), &address, &view, &failure)
}

async fn reviewed(
    by: Granted<may::WriteStandards>,
    At(id): At<String>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let (clause, note) = (typed(&form.typed, "clause"), typed(&form.typed, "clause_note"));
    let settled = law::law_clause_reviewed(&state.app, &by.call_with(&form), id.clone(), clause, note).await;
    let address = format!("{PATH}/{id}");
    let failure = match settled {
        Ok(_) => return Ok(done(&address, "law_clause_reviewed")),
        Err(error) => about_the_form(error.into())?,
    };
    let mut view = view(&state, &by, &id).await?;
    view.form.problems = problems(&failure, |_| "clause_note".to_owned());
    again(&state, by.frame(&state), &address, &view, &failure)
}
