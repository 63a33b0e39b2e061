//! What the other system of a demonstration was told, with the numbers of tickets that people know. Installations have no such
//! system to look into; what they sent is listed by [`super::deliveries_list`].

use std::collections::HashMap;

use serde::Deserialize;
use touchstone_channels::{HookInbox, HookTaken};
use touchstone_domain::event::EventKind;
use touchstone_domain::id::TicketId;
use touchstone_store::Lane;
use touchstone_store::ticket::ticket_of;

use super::content::TYPE;
use crate::core::{App, AppError};

/// One call as the other system took it.
#[derive(Debug, Clone)]
pub struct ReceivedCall {
    pub call: HookTaken,
    /// What happened; none where it is a kind of which nothing is known here.
    pub kind: Option<EventKind>,
    /// What it is about, if that is a ticket.
    pub ticket: Option<ReceivedTicket>,
    /// The body, indented.
    pub body: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReceivedTicket {
    pub id: TicketId,
    /// None when it is there no more.
    pub number: Option<i64>,
}

/// What is read of a CloudEvent.
#[derive(Deserialize)]
struct Told {
    r#type: String,
    subject: String,
}

/// What an inbox keeps, newest first, those before a number. Whoever calls this has made sure that it is a demonstration.
pub async fn received_list(
    app: &App,
    inbox: &HookInbox,
    before: Option<u64>,
    limit: usize,
) -> Result<Vec<ReceivedCall>, AppError> {
    let mut calls: Vec<ReceivedCall> = inbox.list(before, limit).into_iter().map(read).collect();
    let ids: Vec<TicketId> = calls.iter().filter_map(|one| Some(one.ticket?.id)).collect();
    let rows = app.query(Lane::Fast, move |tx| Ok::<_, AppError>(ticket_of(tx, &ids)?));
    let numbers: HashMap<TicketId, i64> = rows.await?.into_iter().map(|row| (row.id, row.number)).collect();
    for ticket in calls.iter_mut().filter_map(|one| one.ticket.as_mut()) {
        ticket.number = numbers.get(&ticket.id).copied();
    }
    Ok(calls)
}

fn read(call: HookTaken) -> ReceivedCall {
    let told: Option<Told> = serde_json::from_slice(&call.body).ok();
    let kind = told
        .as_ref()
        .and_then(|told| told.r#type.strip_prefix(TYPE)?.parse().ok());
    let id: Option<TicketId> = told.and_then(|told| told.subject.parse().ok());
    let indented = serde_json::from_slice::<serde_json::Value>(&call.body)
        .and_then(|whole| serde_json::to_string_pretty(&whole));
    ReceivedCall {
        kind,
        ticket: id.map(|id| ReceivedTicket { id, number: None }),
        body: indented.unwrap_or_else(|_| String::from_utf8_lossy(&call.body).into_owned()),
        call,
    }
}
