//! Requests from other systems, many at a call.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::HeaderValue;
use http::header::CONTENT_TYPE;
use serde::Serialize;
use serde_json::{Map, Value};
use touchstone_app::core::{AppError, Call, FieldError};
use touchstone_app::intake::{self, LINES_AT_ONCE, Line, Taken};
use touchstone_app::ticket::Fields;
use touchstone_domain::id::TicketId;
use touchstone_domain::language::Language;
use utoipa::ToSchema;

use super::schema;
use super::wire::RequesterBody;
use crate::access::{Granted, may};
use crate::body::{LineBytes, Lines};
use crate::failure::Failure;
use crate::problem::{failure_title, field_errors};
use crate::route::Route;
use crate::state::WebState;

/// Lines of one call.
const LINES: u64 = 10_000;

pub(super) fn routes() -> Vec<Route> {
    vec![Route::api_write::<__path_intake_send, _, _>(intake_send).carrying_files()]
}

/// A line: one request. Feedback is of kind `feedback`, a mention of channel `social`.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "describes a line that the application reads field by field"
)]
struct IntakeLine {
    /// The system that sends it, as it calls itself: up to 64 characters, the same in every call.
    source: String,
    /// What the request is called there, up to 200 characters. Of one system each is taken once.
    external_id: String,
    subject: String,
    body: String,
    #[schema(value_type = Option<schema::BodyFormat>)]
    format: Option<String>,
    #[schema(value_type = Option<schema::Kind>)]
    kind: Option<String>,
    category: Option<String>,
    #[schema(value_type = Option<schema::Urgency>)]
    urgency: Option<String>,
    #[schema(value_type = Option<schema::Impact>)]
    impact: Option<String>,
    /// `api` without.
    #[schema(value_type = Option<schema::Channel>)]
    channel: Option<String>,
    #[schema(value_type = Option<schema::Tier>)]
    tier: Option<String>,
    demand: Option<String>,
    order_no: Option<String>,
    /// Either this or `requester_id`.
    requester: Option<RequesterBody>,
    #[schema(value_type = Option<schema::PersonId>)]
    requester_id: Option<String>,
    #[schema(value_type = Option<schema::UserId>)]
    assignee: Option<String>,
    #[schema(value_type = Option<schema::TeamId>)]
    team: Option<String>,
    tags: Option<Vec<String>>,
    #[schema(value_type = Option<Vec<schema::FileId>>)]
    attachments: Option<Vec<String>>,
}

/// What became of a line.
#[derive(Debug, Default, Serialize, ToSchema)]
struct IntakeResult {
    /// Counted from 1; blank lines do not count.
    line: u64,
    /// `created`, `known` (it was sent in before) or `refused`.
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<schema::TicketId>)]
    ticket: Option<TicketId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tracking_code: Option<String>,
    /// Why it was refused, as in a problem document.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<Object>>)]
    errors: Option<Value>,
}

/// A line on its way through.
struct Under {
    line: u64,
    external_id: Option<String>,
    read: Result<Line, Failure>,
}

/// Takes requests of other systems, a JSON object a line, up to 10,000 lines, 256 KiB each and 64 MiB together. The answer has a
/// line for each, in their order; a bad one does not stop the others. What was sent in before is not taken again, so that a call
/// that broke off is simply sent again.
#[utoipa::path(post, path = "/api/v1/intake", tag = "tickets",
    request_body(content = IntakeLine, content_type = "application/x-ndjson"),
    responses((status = 200, body = IntakeResult, content_type = "application/x-ndjson")))]
async fn intake_send(
    by: Granted<may::SendIntake>,
    State(state): State<WebState>,
    mut body: Lines,
) -> Result<Response, Failure> {
    let call = by.call();
    let mut out = Results {
        language: call.caller.language,
        state: state.clone(),
        bytes: Vec::new(),
    };
    let (mut batch, mut line) = (Vec::new(), 0);
    loop {
        let next = body.next().await;
        // What came before a body broke off is taken all the same, and told when there is somebody left to tell.
        let ended = !matches!(next, Ok(Some(_)));
        if let Ok(Some(bytes)) = &next {
            line += 1;
            if line > LINES {
                batch.push(Under {
                    line,
                    external_id: None,
                    read: Err(too_many()),
                });
            } else {
                batch.push(read(&state, &call, line, bytes));
            }
        }
        if ended || line > LINES || batch.len() >= LINES_AT_ONCE {
            taken(&state, &call, std::mem::take(&mut batch), &mut out).await?;
        }
        match next {
            Err(failure) if line == 0 => return Err(failure),
            Err(failure) => {
                out.refused(line + 1, None, &failure);
                return Ok(out.into_response());
            }
            Ok(None) => return Ok(out.into_response()),
            Ok(Some(_)) if line > LINES => return Ok(out.into_response()),
            Ok(Some(_)) => {}
        }
    }
}

fn too_many() -> Failure {
    AppError::Validation(vec![FieldError::new("", "too_many_lines").with("max", LINES)]).into()
}

fn read(state: &WebState, call: &Call, line: u64, bytes: &LineBytes) -> Under {
    let object = bytes.json::<Map<String, Value>>();
    let external_id = object
        .as_ref()
        .ok()
        .and_then(|object| Some(object.get("external_id")?.as_str()?.chars().take(200).collect()));
    let read = object.and_then(|object| {
        let fields = Fields::from_json(Value::Object(object))?;
        Ok(intake::line_read(&state.app, call, fields)?)
    });
    Under {
        line,
        external_id,
        read,
    }
}

/// Takes those that could be read, and writes what became of all.
async fn taken(state: &WebState, call: &Call, batch: Vec<Under>, out: &mut Results) -> Result<(), Failure> {
    let lines: Vec<Line> = batch
        .iter()
        .filter_map(|under| under.read.as_ref().ok().cloned())
        .collect();
    let mut answers = intake::intake(&state.app, call, lines).await?.into_iter();
    for under in batch {
        let (line, external_id) = (under.line, under.external_id);
        let answer = match under.read {
            Err(failure) => Err(failure),
            Ok(_) => match answers.next() {
                Some(answer) => answer.map_err(Failure::from),
                None => Err(Failure::internal("a line has no answer")),
            },
        };
        match answer {
            Ok(taken) => out.told(line, external_id, taken),
            Err(failure) => out.refused(line, external_id, &failure),
        }
    }
    Ok(())
}

/// The answer as it grows: a line or two of text for each line, whatever that held.
struct Results {
    language: Language,
    state: WebState,
    bytes: Vec<u8>,
}

impl Results {
    fn told(&mut self, line: u64, external_id: Option<String>, taken: Taken) {
        let base = IntakeResult {
            line,
            external_id,
            ..IntakeResult::default()
        };
        self.push(&match taken {
            Taken::Created {
                ticket,
                number,
                tracking_code,
            } => IntakeResult {
                outcome: "created",
                ticket: Some(ticket),
                number: Some(number),
                tracking_code: Some(tracking_code),
                ..base
            },
            Taken::Known { ticket, number } => IntakeResult {
                outcome: "known",
                ticket: Some(ticket),
                number: Some(number),
                ..base
            },
        });
    }

    fn refused(&mut self, line: u64, external_id: Option<String>, failure: &Failure) {
        let renderer = &self.state.renderer;
        let errors = failure.field_errors();
        self.push(&IntakeResult {
            line,
            outcome: "refused",
            external_id,
            code: Some(failure.code()),
            title: Some(failure_title(renderer, self.language, failure)),
            errors: (!errors.is_empty()).then(|| field_errors(renderer, self.language, errors)),
            ..IntakeResult::default()
        });
    }

    fn push(&mut self, result: &IntakeResult) {
        if serde_json::to_writer(&mut self.bytes, result).is_ok() {
            self.bytes.push(b'\n');
        }
    }
}

impl IntoResponse for Results {
    fn into_response(self) -> Response {
        let mut response = self.bytes.into_response();
        response
            .headers_mut()
            .insert(CONTENT_TYPE, HeaderValue::from_static("application/x-ndjson"));
        response
    }
}
