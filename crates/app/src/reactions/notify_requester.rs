//! Tells the requester what concerns them: received, taken up, answered, given more time, waiting for them, resolved, ended,
//! taken up again. One letter per event at most, on the contact they left, in their language.

use touchstone_domain::clock::Metric;
use touchstone_domain::contact::ContactKind;
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::id::{JobId, MessageId, NotificationId, PersonId, TicketId};
use touchstone_domain::stage::Stage;
use touchstone_domain::standard::Standard;
use touchstone_domain::ticket::{
    AuthorKind, BodyFormat, Channel, CloseReason, ConfirmedBy, Visibility, WaitOn,
};
use touchstone_domain::time::{Span, Timestamp};
use touchstone_render::Notification;
use touchstone_store::Tx;
use touchstone_store::event::EventRow;
use touchstone_store::mail::mail_of_ticket;
use touchstone_store::message::message_by_id;
use touchstone_store::person::contact_of_person;
use touchstone_store::reader::Reader;
use touchstone_store::ticket::{TicketRow, TicketText, ticket_by_id, ticket_text_by_id};

use crate::core::{App, AppError};
use crate::notify::{Letter, Medium, Recipient, answer_put, answers_hasten, notification_put};

pub(super) const READER: Reader = Reader::new("notify_requester");

/// Queues the letter that an event calls for, if it calls for one.
pub(super) fn digest(tx: &mut Tx<'_>, app: &App, event: &EventRow) -> Result<(), AppError> {
    let Subject::Ticket(id) = event.subject else {
        return Ok(());
    };
    let body = event.parsed()?;
    if !concerns_requester(&body) {
        return Ok(());
    }
    // Erased texts leave nobody to tell.
    let (Some(row), Some(text)) = (ticket_by_id(tx, id)?, ticket_text_by_id(tx, id)?) else {
        return Ok(());
    };
    let Some(medium) = medium_of(tx, row.requester)? else {
        return Ok(());
    };
    if matches!(body, EventBody::TicketReceived { .. }) && !may_acknowledge(tx, &row)? {
        return Ok(());
    }
    let standard = app.standards.get(tx, row.standard)?;
    let scene = Scene {
        app,
        row: &row,
        text: &text,
        standard: &standard,
        at: event.at,
    };
    let Some(what) = scene.letter(tx, &body)? else {
        return Ok(());
    };
    let letter = Letter {
        to: Recipient::Person(row.requester),
        medium,
        ticket: Some(id),
        event: Some(event.id),
        message: message_told(&body),
        language: row.language,
        what,
    };
    let now = app.clock.now();
    let (notification, job) = (app.ids.next::<NotificationId>(now), app.ids.next::<JobId>(now));
    match &body {
        EventBody::MessageAdded { .. } => {
            answer_put(tx, app, &letter, (notification, job), now)?;
        }
        _ => {
            // Those who are told something else are told first what was said before.
            answers_hasten(tx, letter.ticket, app.ids.next(now), now)?;
            notification_put(tx, app, &letter, notification, job, now)?;
        }
    }
    Ok(())
}

/// Looked at before anything is read: most events are nobody's mail.
fn concerns_requester(body: &EventBody) -> bool {
    match body {
        EventBody::TicketReceived { .. }
        | EventBody::TicketStarted { .. }
        | EventBody::TicketResolved { .. }
        | EventBody::TicketConfirmed { .. }
        | EventBody::TicketReopened { .. } => true,
        EventBody::TicketWaiting { on, .. } => *on == WaitOn::Requester,
        EventBody::ClockExtended { metric, .. } => is_promised(*metric),
        EventBody::ReminderSent { to, .. } => *to == WaitOn::Requester,
        EventBody::TicketArchived { reason, .. } | EventBody::TicketRestored { reason, .. } => {
            *reason != CloseReason::Spam
        }
        EventBody::MessageAdded {
            visibility, author, ..
        } => *visibility == Visibility::Public && *author == AuthorKind::Agent,
        _ => false,
    }
}

/// The message of an agent that an event tells of.
fn message_told(body: &EventBody) -> Option<MessageId> {
    match body {
        EventBody::MessageAdded { message, .. } | EventBody::TicketResolved { message, .. } => Some(*message),
        _ => None,
    }
}

/// What was promised to the requester: an answer and an end. The desk's own clocks are its own.
fn is_promised(metric: Metric) -> bool {
    matches!(
        metric,
        Metric::FirstResponse | Metric::Resolution | Metric::ResultTold | Metric::Closed
    )
}

/// Machines are not told by a machine that their mail came, and a correspondent not more often than makes sense.
fn may_acknowledge(tx: &mut Tx<'_>, row: &TicketRow) -> Result<bool, AppError> {
    if row.state.facts.channel != Channel::Email {
        return Ok(true);
    }
    let mail = mail_of_ticket(tx, row.id, 1)?.pop();
    Ok(mail.is_none_or(|mail| mail.acknowledged))
}

/// E-mail where there is an address, else the phone; nobody without either.
fn medium_of(tx: &mut Tx<'_>, person: PersonId) -> Result<Option<Medium>, AppError> {
    let contacts = contact_of_person(tx, person)?;
    let has = |kind| contacts.iter().any(|contact| contact.kind == kind);
    Ok(match (has(ContactKind::Email), has(ContactKind::Phone)) {
        (true, _) => Some(Medium::Email),
        (false, true) => Some(Medium::Sms),
        (false, false) => None,
    })
}

/// What a letter is written from.
struct Scene<'a> {
    app: &'a App,
    row: &'a TicketRow,
    text: &'a TicketText,
    standard: &'a Standard,
    /// When the event happened: times in the letter count from here, however late it is written.
    at: Timestamp,
}

impl Scene<'_> {
    fn letter(&self, tx: &mut Tx<'_>, body: &EventBody) -> Result<Option<Notification>, AppError> {
        let (number, link) = (self.row.number, self.link());
        Ok(Some(match body {
            EventBody::TicketReceived { .. } => self.receipt(tx, number, link)?,
            EventBody::TicketStarted { .. } => Notification::TakenUp { number, link },
            EventBody::ClockExtended { metric, .. } => match self.due(tx, *metric)? {
                Some(due) => Notification::MoreTime { number, link, due },
                None => return Ok(None),
            },
            EventBody::MessageAdded { message, .. } => match self.said(tx, *message)? {
                Some((said, format)) => Notification::AgentAnswered {
                    number,
                    link,
                    subject: self.text.subject.clone(),
                    said,
                    format,
                },
                None => Notification::AgentReplied { number, link },
            },
            EventBody::TicketWaiting { until, .. } => {
                let gives_up_at = self.gives_up_at(until.unwrap_or(self.at));
                Notification::WaitingForYou {
                    number,
                    link,
                    gives_up_at,
                }
            }
            EventBody::ReminderSent { .. } => {
                let since = self.row.state.wait_until.unwrap_or(self.row.state.stage_since);
                Notification::ReminderWaiting {
                    number,
                    link,
                    gives_up_at: self.gives_up_at(since),
                }
            }
            EventBody::TicketResolved { message, .. } => {
                let silence = self.span(Stage::Resolved, |rule| rule.silence_confirms);
                let silence_confirms_at = self.at + silence;
                match self.said(tx, *message)? {
                    Some((said, format)) => Notification::SolutionAnswered {
                        number,
                        link,
                        subject: self.text.subject.clone(),
                        said,
                        format,
                        silence_confirms_at,
                    },
                    None => Notification::ResolvedPleaseConfirm {
                        number,
                        link,
                        silence_confirms_at,
                    },
                }
            }
            EventBody::TicketConfirmed {
                by: ConfirmedBy::Silence,
                ..
            } => {
                let reopen_until = self.at + self.standard.reopen_window();
                Notification::ConfirmedBySilence {
                    number,
                    link,
                    reopen_until,
                }
            }
            EventBody::TicketConfirmed { .. } => Notification::RatingInvitation { number, link },
            EventBody::TicketReopened { .. } | EventBody::TicketRestored { .. } => {
                Notification::Reopened { number, link }
            }
            EventBody::TicketArchived { reason, .. } => ended(*reason, number, link),
            _ => return Ok(None),
        }))
    }

    /// What the agent wrote, for whom wrote by mail; everybody else reads it where they show who they are.
    fn said(&self, tx: &mut Tx<'_>, message: MessageId) -> Result<Option<(String, BodyFormat)>, AppError> {
        if self.row.state.facts.channel != Channel::Email || mail_of_ticket(tx, self.row.id, 1)?.is_empty() {
            return Ok(None);
        }
        let message = message_by_id(tx, message)?;
        Ok(message.and_then(|message| Some((message.body?, message.format))))
    }

    fn link(&self) -> String {
        format!("{}/track/{}", self.app.public_url, self.text.tracking_code)
    }

    fn receipt(&self, tx: &mut Tx<'_>, number: i64, link: String) -> Result<Notification, AppError> {
        let tracking_code = self.text.tracking_code.clone();
        if let Some(former) = self.former(tx, self.row.follows)? {
            return Ok(Notification::FollowUp {
                number,
                former,
                tracking_code,
                link,
            });
        }
        let clocks = self.app.standards.clocks(tx, self.row.id)?;
        let first = clocks.iter().find(|clock| clock.metric == Metric::FirstResponse);
        let first_response_due = first.map_or(self.row.due_at, |clock| clock.due_at);
        Ok(Notification::Receipt {
            number,
            tracking_code,
            link,
            first_response_due,
        })
    }

    /// When the last clock of a metric is due, if it still runs.
    fn due(&self, tx: &mut Tx<'_>, metric: Metric) -> Result<Option<Timestamp>, AppError> {
        let clocks = self.app.standards.clocks(tx, self.row.id)?;
        let of_metric = clocks.iter().filter(|clock| clock.metric == metric);
        let last = of_metric.max_by_key(|clock| clock.instance);
        Ok(last.filter(|clock| clock.is_live()).map(|clock| clock.due_at))
    }

    /// Number of the closed ticket that this one continues.
    fn former(&self, tx: &mut Tx<'_>, follows: Option<TicketId>) -> Result<Option<i64>, AppError> {
        let Some(id) = follows else { return Ok(None) };
        Ok(ticket_by_id(tx, id)?.map(|former| former.number))
    }

    fn gives_up_at(&self, since: Timestamp) -> Timestamp {
        since + self.span(Stage::WaitingRequester, |rule| rule.give_up)
    }

    fn span(
        &self,
        stage: Stage,
        of: impl Fn(&touchstone_domain::standard::StageRule) -> Option<Span>,
    ) -> Span {
        self.standard.stage_rule(stage).and_then(of).unwrap_or(Span::ZERO)
    }
}

fn ended(reason: CloseReason, number: i64, link: String) -> Notification {
    match reason {
        CloseReason::NoAnswer => Notification::ClosedNoAnswer { number, link },
        CloseReason::Completed => Notification::Archived { number, link },
        other => Notification::Closed {
            number,
            link,
            reason: other.as_str().to_owned(),
        },
    }
}
