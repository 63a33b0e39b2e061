//! One person's data: what there is, what forbids to destroy it, and its destruction after a confirmation.

use axum::extract::State;
use axum::response::Response;
use serde_json::Value;
use touchstone_app::core::FieldError;
use touchstone_app::privacy::{self, HoldInput, HoldOn, PersonPrivacy, PrivacyTicket};
use touchstone_domain::access::Permission;
use touchstone_domain::id::{PersonId, TicketId};
use touchstone_domain::time::{Span, Timestamp};
use touchstone_render::view::{EraseForm, HoldForm, HoldLine, PersonPrivacyView, PrivacyTicketLine};

use crate::access::{Granted, SignedIn, may};
use crate::body::Form;
use crate::failure::Failure;
use crate::page::{Page, Reader, page};
use crate::pages::again::{about_the_form, again};
use crate::pages::shared::{done, notices, problems, typed};
use crate::pages::staff;
use crate::path::At;
use crate::route::Route;
use crate::state::WebState;

/// Days a hold may be given at most: a hundred years.
const DAYS: i64 = 36_500;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/ops/people/{id}", person),
        Route::post("/ops/people/{id}/erase", erase),
        Route::post("/ops/people/{id}/hold", hold),
        Route::post("/ops/people/{id}/lift", lift),
    ]
}

fn path_of(id: PersonId) -> String {
    format!("/ops/people/{id}")
}

async fn person(by: Granted<may::ReadPrivacy>, At(id): At<PersonId>, State(state): State<WebState>) -> Page {
    let view = view(&state, &by, id, HoldForm::default(), EraseForm::default()).await?;
    page(&state, &notices(by.frame(&state), &state.renderer), &view)
}

/// `confirm` is the box that says that it cannot be undone.
async fn erase(
    by: Granted<may::ManagePrivacy>,
    At(id): At<PersonId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let reason = typed(&form.typed, "reason");
    let outcome = if typed(&form.typed, "confirm") == "yes" {
        let erased = privacy::person_erase(&state.app, &by.call_with(&form), id, &reason).await;
        erased.map(drop).map_err(Failure::from)
    } else {
        Err(Failure::fields(vec![FieldError::new("confirm", "required")]))
    };
    let Err(failure) = outcome else {
        return Ok(done(&path_of(id), "person_erased"));
    };
    let failure = about_the_form(failure)?;
    let form = EraseForm {
        reason,
        open: true,
        problems: problems(&failure, str::to_owned),
    };
    let view = view(&state, &by, id, HoldForm::default(), form).await?;
    again(&state, by.frame(&state), &path_of(id), &view, &failure)
}

async fn hold(
    by: Granted<may::ManagePrivacy>,
    At(id): At<PersonId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let (reason, days) = (typed(&form.typed, "reason"), typed(&form.typed, "days"));
    let ticket = typed(&form.typed, "ticket");
    let read = until(&days, state.app.clock.now()).and_then(|until| Ok((until, on(id, &ticket)?)));
    let placed = match read {
        Ok((until, on)) => {
            let input = HoldInput {
                reason: reason.clone(),
                until,
            };
            let placed = privacy::hold_place(&state.app, &by.call_with(&form), on, input).await;
            placed.map(drop).map_err(Failure::from)
        }
        Err(refused) => Err(refused),
    };
    let Err(failure) = placed else {
        return Ok(done(&path_of(id), "hold_placed"));
    };
    let failure = about_the_form(failure)?;
    let form = HoldForm {
        reason,
        days,
        ticket,
        open: true,
        problems: problems(&failure, str::to_owned),
    };
    let view = view(&state, &by, id, form, EraseForm::default()).await?;
    again(&state, by.frame(&state), &path_of(id), &view, &failure)
}

async fn lift(
    by: Granted<may::ManagePrivacy>,
    At(id): At<PersonId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let on = on(id, &typed(&form.typed, "ticket"))?;
    privacy::hold_lift(&state.app, &by.call_with(&form), on).await?;
    Ok(done(&path_of(id), "hold_lifted"))
}

/// The end of a hold of so many days; none without a number.
fn until(days: &str, now: Timestamp) -> Result<Option<Timestamp>, Failure> {
    if days.trim().is_empty() {
        return Ok(None);
    }
    let days = days.trim().parse::<i64>().ok();
    match days.filter(|days| (1..=DAYS).contains(days)) {
        Some(days) => Ok(Some(now + Span::hours(24 * days))),
        None => Err(Failure::fields(vec![
            FieldError::new("days", "out_of_range")
                .with("min", 1)
                .with("max", DAYS),
        ])),
    }
}

fn on(person: PersonId, ticket: &str) -> Result<HoldOn, Failure> {
    if ticket.is_empty() {
        return Ok(HoldOn::Person(person));
    }
    let ticket: Result<TicketId, _> = ticket.parse();
    ticket
        .map(HoldOn::Ticket)
        .map_err(|_| Failure::fields(vec![FieldError::new("ticket", "unknown")]))
}

async fn view(
    state: &WebState,
    by: &SignedIn,
    id: PersonId,
    hold: HoldForm,
    erase: EraseForm,
) -> Result<PersonPrivacyView, Failure> {
    let found = privacy::person_privacy(&state.app, &by.caller, id).await?;
    let holds = hold_lines(state, by, &found).await?;
    let (erased_at, erased_reason) = found.erased.unzip();
    Ok(PersonPrivacyView {
        id: id.to_string(),
        name: found.person.name,
        email: found.person.email,
        phone: found.person.phone,
        erased_at,
        erased_reason: erased_reason.unwrap_or_default(),
        more: found.more,
        open: found.tickets.iter().filter(|ticket| !ticket.closed).count(),
        held: holds.iter().any(|hold| hold.ticket.is_none()),
        tickets: found
            .tickets
            .into_iter()
            .map(|ticket| ticket_line(ticket, &holds))
            .collect(),
        holds,
        may_manage: by.user.grants.holds(Permission::PrivacyManage),
        hold,
        erase,
    })
}

async fn hold_lines(
    state: &WebState,
    by: &SignedIn,
    found: &PersonPrivacy,
) -> Result<Vec<HoldLine>, Failure> {
    if found.holds.is_empty() {
        return Ok(Vec::new());
    }
    let users = staff::users(state, by).await?;
    let line = |hold: &privacy::Hold| {
        let by = users.iter().find(|user| user.id == hold.placed_by);
        let (ticket, lift) = match hold.on {
            HoldOn::Person(_) => (None, String::new()),
            HoldOn::Ticket(id) => {
                let number = found.tickets.iter().find(|ticket| ticket.id == id);
                (Some(number.map_or(0, |ticket| ticket.number)), id.to_string())
            }
        };
        HoldLine {
            ticket,
            lift,
            reason: hold.reason.clone(),
            by: by.map(|user| user.name.clone()).unwrap_or_default(),
            at: hold.placed_at,
            until: hold.until,
        }
    };
    Ok(found.holds.iter().map(line).collect())
}

fn ticket_line(ticket: PrivacyTicket, holds: &[HoldLine]) -> PrivacyTicketLine {
    let id = ticket.id.to_string();
    PrivacyTicketLine {
        held: holds.iter().any(|hold| hold.lift == id),
        id,
        number: ticket.number,
        subject: ticket.subject.unwrap_or_default(),
        stage: ticket.stage.as_str().into(),
        created_at: ticket.created_at,
    }
}
