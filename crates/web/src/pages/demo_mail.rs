//! The mailboxes of a demonstration's people: letters that were caught instead of being sent, each as text, as HTML in a
//! sandbox and as it is, and writing a mail as one of them, which goes in by the door of all mail.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use bytes::{Bytes, BytesMut};
use futures::TryStreamExt as _;
use http::HeaderValue;
use http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_FRAME_OPTIONS};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use touchstone_app::core::AppError;
use touchstone_app::mail::{self as app, CaughtLetter, CaughtLine, WrittenDraft};
use touchstone_domain::id::MailId;
use touchstone_render::view::{
    CaughtMailLine, DemoLetterView, DemoMailView, DemoMailWriteView, PersonMail, Problems, WrittenNote,
};

use super::again::again;
use super::shared::{form_key, problems, request_limits, typed};
use crate::access::DemoCaller;
use crate::body::{FilePart, FormParts, WriteBody as _};
use crate::failure::Failure;
use crate::headers::framing_policy;
use crate::page::{Page, Reader, page};
use crate::path::At;
use crate::query::Query;
use crate::route::Route;
use crate::state::WebState;

const PATH: &str = "/demo/mail";
const WRITE: &str = "/demo/mail/new";
/// Letters of one page.
const SHOWN: usize = 30;
/// What a letter's HTML may do: be looked at.
const SANDBOX: &str =
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'";

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get(PATH, mailboxes),
        Route::get(WRITE, write_form),
        Route::post(WRITE, write).carrying_files(),
        Route::get("/demo/mail/{number}", letter),
        Route::get("/demo/mail/{number}/html", letter_html),
        Route::get("/demo/mail/{number}/raw", letter_raw),
    ]
}

#[derive(Debug, Default, Deserialize)]
struct Shown {
    /// An address.
    of: Option<String>,
    before: Option<u64>,
    /// A mail that was written just now.
    written: Option<MailId>,
}

async fn mailboxes(by: DemoCaller, Query(shown): Query<Shown>, State(state): State<WebState>) -> Page {
    let found = app::caught_list(&state.app, shown.of.as_deref(), shown.before, SHOWN + 1)?;
    let next = found.get(SHOWN).and(found.get(SHOWN - 1));
    let next = next.map(|last| address(shown.of.as_deref(), &[("before", last.number.to_string())]));
    let people = app::caught_people(&state.app)?
        .into_iter()
        .map(|(person, letters)| PersonMail {
            href: address(Some(&person), &[]),
            chosen: shown.of.as_deref() == Some(person.as_str()),
            address: person,
            letters,
        });
    let written = match shown.written {
        Some(id) => Some(app::written_fate(&state.app, id).await?),
        None => None,
    };
    let asked = shown.written.map(|id| ("written", id.to_string()));
    let view = DemoMailView {
        people: people.collect(),
        // Older pages do not change.
        here: match shown.before {
            None => address(shown.of.as_deref(), asked.as_slice()),
            Some(_) => String::new(),
        },
        of: shown.of,
        letters: found.into_iter().take(SHOWN).map(line).collect(),
        next,
        written: written.map(|fate| WrittenNote {
            reason: fate.reason.map(|reason| reason.as_str().into()),
            ticket: fate.ticket.map(|ticket| ticket.to_string()),
        }),
        mailboxes: app::mailbox_addresses(&state.app),
    };
    page(&state, &by.frame(&state), &view)
}

async fn letter(
    by: DemoCaller,
    At(number): At<u64>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let letter = app::caught_get(&state.app, number).await?;
    let view = DemoLetterView {
        reply_to: letter.reply_to,
        mailbox: address(Some(&letter.line.to), &[]),
        text: letter.text,
        html: letter.html.is_some(),
        files: letter.files,
        line: line(letter.line),
    };
    let framed = [(CONTENT_SECURITY_POLICY, framing_policy())];
    Ok((framed, page(&state, &by.frame(&state), &view)?).into_response())
}

/// For the frame of the letter's page alone.
async fn letter_html(
    _: DemoCaller,
    At(number): At<u64>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let html = app::caught_get(&state.app, number)
        .await?
        .html
        .ok_or_else(Failure::not_found)?;
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (CONTENT_SECURITY_POLICY, HeaderValue::from_static(SANDBOX)),
        (X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN")),
    ];
    Ok((headers, html).into_response())
}

async fn letter_raw(
    _: DemoCaller,
    At(number): At<u64>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let letter = app::caught_get(&state.app, number).await?;
    let plain = [(
        CONTENT_TYPE,
        HeaderValue::from_static("text/plain; charset=utf-8"),
    )];
    Ok((plain, letter.raw).into_response())
}

#[derive(Debug, Default, Deserialize)]
struct Answering {
    /// The letter that is answered.
    answers: Option<u64>,
}

async fn write_form(by: DemoCaller, Query(query): Query<Answering>, State(state): State<WebState>) -> Page {
    let answered = match query.answers {
        Some(number) => Some(app::caught_get(&state.app, number).await?),
        None => {
            app::caught_list(&state.app, None, None, 0)?;
            None
        }
    };
    let form = form(&state, answered);
    page(&state, &by.frame(&state), &form)
}

async fn write(
    by: DemoCaller,
    State(state): State<WebState>,
    mut parts: FormParts,
) -> Result<Response, Failure> {
    let files = files(&state, &mut parts).await?;
    let of = |name: &str| typed(&parts.typed, name);
    let draft = WrittenDraft {
        from: of("from"),
        name: of("name"),
        to: of("to"),
        subject: of("subject"),
        body: of("body"),
        files,
        answers: of("answers").parse().ok(),
        key: parts.mark().idempotency().map(|key| key.key).unwrap_or_default(),
    };
    let typed = draft.clone();
    match app::mail_write(&state.app, draft).await.map_err(Failure::from) {
        Ok(kept) => {
            let written = kept.mail.map(|id| ("written", id.to_string()));
            let to = address(Some(typed.from.trim()), written.as_slice());
            Ok(Redirect::to(&to).into_response())
        }
        Err(failure) => {
            let answered = match typed.answers {
                Some(number) => Some(app::caught_get(&state.app, number).await?),
                None => None,
            };
            let blank = form(&state, answered);
            let view = DemoMailWriteView {
                from: typed.from,
                name: typed.name,
                to: if blank.answers.is_some() {
                    blank.to
                } else {
                    typed.to
                },
                subject: typed.subject,
                body: typed.body,
                problems: problems(&failure, str::to_owned),
                ..blank
            };
            again(&state, by.frame(&state), WRITE, &view, &failure)
        }
    }
}

/// The form, begun as an answer where there is something to answer.
fn form(state: &WebState, answered: Option<CaughtLetter>) -> DemoMailWriteView {
    let mailboxes = app::mailbox_addresses(&state.app);
    let mut view = DemoMailWriteView {
        answers: None,
        from: String::new(),
        name: String::new(),
        to: mailboxes.first().cloned().unwrap_or_default(),
        subject: String::new(),
        body: String::new(),
        mailboxes,
        limits: request_limits(),
        problems: Problems::none(),
        idempotency_key: form_key(),
    };
    if let Some(letter) = answered {
        view.to = app::answered_to(&letter).unwrap_or_default();
        view.from.clone_from(&letter.line.to);
        view.subject = answer_subject(&letter.line.head.subject);
        view.body = quoted(&letter.text);
        view.answers = Some(line(letter.line));
    }
    view
}

fn answer_subject(subject: &str) -> String {
    if subject.to_lowercase().starts_with("re:") {
        subject.to_owned()
    } else {
        format!("Re: {subject}")
    }
}

/// As mail programs quote; what is written goes above.
fn quoted(text: &str) -> String {
    let lines: String = text.lines().map(|line| format!("> {line}\n")).collect();
    format!("\n\n{lines}")
}

/// The files of a mail, together within what a mail may hold.
async fn files(state: &WebState, parts: &mut FormParts) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let (mut files, mut room) = (Vec::new(), state.app.mail.bytes);
    while let Some(file) = parts.next_file().await? {
        let name = file.name.clone();
        let bytes = whole(file, &mut room, state.app.mail.bytes).await?;
        files.push((name, bytes.to_vec()));
    }
    Ok(files)
}

async fn whole(mut file: FilePart, room: &mut u64, limit: u64) -> Result<Bytes, Failure> {
    let mut bytes = BytesMut::new();
    while let Some(chunk) = file
        .try_next()
        .await
        .map_err(|_| Failure::malformed("malformed_multipart"))?
    {
        *room = room
            .checked_sub(chunk.len() as u64)
            .ok_or(AppError::TooLarge { limit })?;
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes.freeze())
}

fn line(line: CaughtLine) -> CaughtMailLine {
    CaughtMailLine {
        number: line.number,
        to: line.to,
        from: line.head.from.map(|from| from.address).unwrap_or_default(),
        subject: line.head.subject,
        at: line.at,
    }
}

/// The address of a list.
fn address(of: Option<&str>, more: &[(&str, String)]) -> String {
    let of = of.map(|of| format!("of={}", utf8_percent_encode(of, NON_ALPHANUMERIC)));
    let more = more.iter().map(|(name, value)| format!("{name}={value}"));
    let query: Vec<String> = of.into_iter().chain(more).collect();
    if query.is_empty() {
        PATH.to_owned()
    } else {
        format!("{PATH}?{}", query.join("&"))
    }
}
