//! Queues left, list middle.

use axum::extract::State;
use touchstone_app::core::UserActor;
use touchstone_app::saved_view::SavedView;
use touchstone_app::standard::{standard_current, standard_duty};
use touchstone_app::ticket::{self, ListQuery, Queue, Sort, Ticket, TicketClock, UNREAD_SHOWN};
use touchstone_domain::access::Permission;
use touchstone_domain::clock::{ClockBasis, ClockState};
use touchstone_domain::list_group::ListGroup;
use touchstone_domain::saved_view::ListColumn;
use touchstone_domain::time::Timestamp;
use touchstone_render::view::{DeskFilters, DeskView, QueueLine, StandardDutyView, TicketLine};

use super::address::{EVERY, address};
use super::lists::lists;
use super::live::live_view;
use super::people::{agent_choices, team_choices};
use crate::access::{Granted, may};
use crate::failure::Failure;
use crate::page::{Page, Reader, page};
use crate::pages::quality::duty_view;
use crate::pages::shared::{category_groups, clock_view, condition_view, notices};
use crate::query::Pairs;
use crate::state::WebState;

/// Counts are shown up to here.
const COUNT_SHOWN: u64 = 99;
/// Tickets on a page.
const ROWS: &str = "50";
/// Parameters of the address that narrow or order the list.
const FILTERS: [&str; 13] = [
    "stage",
    "kind",
    "category",
    "urgency",
    "channel",
    "team",
    "assignee",
    "requester",
    "when",
    "created_from",
    "created_to",
    "sort",
    "group",
];

/// What the address asks for.
pub(super) struct Asked {
    /// The queue's name in the address: its code, for a team's `team:<id>`.
    queue: String,
    filters: Vec<(&'static str, String)>,
    cursor: String,
}

/// `GET /desk`
pub(super) async fn desk(by: Granted<may::ReadTickets>, query: Pairs, State(state): State<WebState>) -> Page {
    let call = by.call();
    let live = live_view(&state).await?;
    let lists = lists(&state, &by).await?;
    let queues = lists.all();
    let asked = Asked::read(&query)?;
    let queue = chosen(&queues, &asked);
    let query = list_query(queue, &asked)?;
    let sort = query.sort;
    // None of these waits for another.
    let (found, mentioned, standard, teams, assignees, offered, duty) = tokio::try_join!(
        async { Ok(ticket::list(&state.app, &by.caller, query).await?) },
        async { Ok(ticket::mentions_unread(&state.app, &by.caller).await?) },
        async { Ok(standard_current(&state.app).await?) },
        team_choices(&state, &call),
        agent_choices(&state, &call),
        offered(&state, &by),
        duty(&state, &by),
    )?;
    let view = queue.and_then(|queue| lists.view(&queue.code));
    let grouped = asked.grouped(view);
    let columns = view.map_or(ListColumn::USUAL, |view| view.columns.as_slice());
    let name = queue.map_or_else(|| EVERY.to_owned(), queue_name);
    let here = asked.address("/desk", &name);
    let export = holds(&by.user, Permission::TicketExport).then(|| asked.address("/desk/export", &name));
    let view = DeskView {
        queues: lists
            .queues
            .iter()
            .map(queue_line)
            .chain([every_line()])
            .collect(),
        views: lists.view_lines(),
        view_edit: view
            .filter(|view| view.may_change)
            .map(|view| format!("/desk/views/{}", view.id)),
        view_new: asked.address("/desk/views/new", &name),
        columns: columns.iter().map(|column| column.as_str().into()).collect(),
        queue_team: queue.and_then(|queue| queue.team_name.clone()),
        queue: queue.map_or_else(|| EVERY.into(), |queue| queue.code.clone().into()),
        queue_name: name.clone(),
        filters: asked.shown(sort, grouped),
        categories: category_groups(&standard.standard),
        teams,
        assignees,
        tickets: lines(
            &found.items,
            &here,
            grouped.then_some(sort),
            state.app.clock.now(),
        ),
        next: found
            .next_cursor
            .map(|cursor| address(&here, [("cursor", cursor.as_str())])),
        first: (!asked.cursor.is_empty()).then(|| here.clone()),
        partial: found.partial,
        bulk: holds(&by.user, Permission::TicketClassify).then(|| asked.address("/desk/bulk/new", &name)),
        export,
        may_create: holds(&by.user, Permission::TicketCreate),
        offered,
        mentioned: mentioned.min(UNREAD_SHOWN),
        mentioned_more: mentioned > UNREAD_SHOWN,
        duty,
        live,
    };
    page(&state, &notices(by.frame(&state), &state.renderer), &view)
}

/// How many tickets colleagues offer to the reader.
async fn offered(state: &WebState, by: &Granted<may::ReadTickets>) -> Result<u32, Failure> {
    let found = ticket::handovers(&state.app, &by.caller).await?;
    Ok(u32::try_from(found.to_me.len()).unwrap_or(u32::MAX))
}

/// What the standard in force asks of the reader; nothing of those who may not read it.
async fn duty(state: &WebState, by: &Granted<may::ReadTickets>) -> Result<StandardDutyView, Failure> {
    if !holds(&by.user, Permission::StandardRead) {
        return Ok(StandardDutyView::default());
    }
    Ok(duty_view(standard_duty(&state.app, &by.caller).await?))
}

fn holds(user: &UserActor, permission: Permission) -> bool {
    user.grants.holds(permission)
}

impl Asked {
    pub(super) fn read(query: &Pairs) -> Result<Self, Failure> {
        let mut asked = Self {
            queue: String::new(),
            filters: Vec::new(),
            cursor: String::new(),
        };
        for (name, value) in query.iter().filter(|(_, value)| !value.is_empty()) {
            match name {
                "queue" => asked.queue = value.to_owned(),
                "cursor" => asked.cursor = value.to_owned(),
                "done" | "format" => {}
                _ => match FILTERS.iter().find(|known| **known == name) {
                    Some(known) => asked.filters.push((known, value.to_owned())),
                    None => return Err(touchstone_app::AppError::field(name, "unknown_field").into()),
                },
            }
        }
        Ok(asked)
    }

    pub(super) fn filter(&self, name: &str) -> &str {
        self.filters
            .iter()
            .find(|(filter, _)| *filter == name)
            .map_or("", |(_, value)| value)
    }

    /// This list from its start, on a page of the desk.
    fn address(&self, path: &str, queue: &str) -> String {
        let filters = self.filters.iter().map(|(name, value)| (*name, value.as_str()));
        address(path, [("queue", queue)].into_iter().chain(filters))
    }

    /// Whether the list has headings: as asked for, else as a saved list says.
    pub(super) fn grouped(&self, view: Option<&SavedView>) -> bool {
        match self.filter("group") {
            "" => view.is_some_and(|view| view.grouped),
            asked => asked == "on",
        }
    }

    fn shown(&self, sort: Sort, grouped: bool) -> DeskFilters {
        let text = |name| self.filter(name).to_owned();
        DeskFilters {
            stage: text("stage"),
            kind: text("kind"),
            category: text("category"),
            urgency: text("urgency"),
            channel: text("channel"),
            team: text("team"),
            assignee: text("assignee"),
            requester: text("requester"),
            when: text("when"),
            condition: serde_json::from_str(self.filter("when"))
                .ok()
                .map(|when| condition_view(&when)),
            created_from: self.filter("created_from").parse().ok(),
            created_to: self.filter("created_to").parse().ok(),
            sort: sort.as_str().to_owned(),
            grouped,
            active: self
                .filters
                .iter()
                .filter(|(name, _)| !matches!(*name, "sort" | "group"))
                .count(),
        }
    }
}

/// The queue the address names; without one the reader's own tickets, or what waits for somebody if they have none.
/// The list of every ticket is no queue's; neither is one of a requester's, or of whatever matches a condition.
pub(super) fn chosen<'a>(queues: &'a [Queue], asked: &Asked) -> Option<&'a Queue> {
    let narrowed = ["requester", "when"]
        .iter()
        .any(|name| !asked.filter(name).is_empty());
    if asked.queue == EVERY || (asked.queue.is_empty() && narrowed) {
        return None;
    }
    let named = queues.iter().find(|queue| queue_name(queue) == asked.queue);
    let busy = |code: &str| queues.iter().find(|queue| queue.code == code && queue.count > 0);
    named
        .or_else(|| busy("mine"))
        .or_else(|| busy("unassigned"))
        .or(queues.first())
}

/// A queue's own conditions come first; the address adds to them and cannot undo them.
pub(super) fn list_query(queue: Option<&Queue>, asked: &Asked) -> Result<ListQuery, Failure> {
    let own: Vec<_> = queue
        .map(|queue| {
            queue
                .filter
                .iter()
                .map(|(n, v)| (n.as_str(), v.as_str()))
                .collect()
        })
        .unwrap_or_default();
    // A saved list has its own order, unless another one is asked for.
    let sorted = !asked.filter("sort").is_empty();
    let own: Vec<_> = own
        .into_iter()
        .filter(|(name, _)| !(sorted && *name == "sort"))
        .collect();
    let narrowing = asked.filters.iter().filter(|(name, _)| *name != "group");
    let added = narrowing.map(|(name, value)| (*name, value.as_str()));
    let added = added.filter(|(name, _)| !own.iter().any(|(fixed, _)| fixed == name));
    let ordered = sorted || own.iter().any(|(name, _)| *name == "sort");
    let order = (!ordered).then_some(("sort", "due"));
    let pairs = own.iter().copied().chain(added).chain(order);
    let pairs = pairs.chain([("limit", ROWS), ("cursor", asked.cursor.as_str())]);
    Ok(ListQuery::parse(pairs.filter(|(_, value)| !value.is_empty()))?)
}

fn queue_name(queue: &Queue) -> String {
    match queue.team {
        Some(team) => format!("{}:{team}", queue.code),
        None => queue.code.clone(),
    }
}

fn queue_line(queue: &Queue) -> QueueLine {
    let name = queue_name(queue);
    QueueLine {
        href: address("/desk", [("queue", name.as_str())]),
        code: queue.code.clone().into(),
        name,
        team: queue.team_name.clone(),
        count: u32::try_from(queue.count.min(COUNT_SHOWN)).unwrap_or_default(),
        capped: queue.count > COUNT_SHOWN,
        counted: true,
    }
}

/// The list of every ticket, which nobody counts.
fn every_line() -> QueueLine {
    QueueLine {
        href: address("/desk", [("queue", EVERY)]),
        code: EVERY.into(),
        name: EVERY.to_owned(),
        team: None,
        count: 0,
        capped: false,
        counted: false,
    }
}

/// The lines of a list; those of an order in groups, each with its heading above its first.
fn lines(tickets: &[Ticket], list: &str, grouped: Option<Sort>, now: Timestamp) -> Vec<TicketLine> {
    let mut last = None;
    let line = |ticket: &Ticket| {
        let group = grouped.map(|sort| group(ticket, sort, now));
        let first = group != last;
        last = group;
        TicketLine {
            group: group.filter(|_| first).map(|group| group.as_str().into()),
            ..ticket_line(ticket, list)
        }
    };
    tickets.iter().map(line).collect()
}

fn group(ticket: &Ticket, sort: Sort, now: Timestamp) -> ListGroup {
    match sort {
        Sort::Due => ListGroup::by_due(ticket.due_at, now),
        Sort::PriorityDown => ListGroup::by_priority(ticket.priority),
        Sort::CreatedDown | Sort::CreatedUp => ListGroup::by_age(ticket.created_at, now),
        Sort::UpdatedDown => ListGroup::by_age(ticket.updated_at, now),
    }
}

pub(super) fn ticket_line(ticket: &Ticket, list: &str) -> TicketLine {
    TicketLine {
        id: ticket.id.to_string(),
        number: ticket.number,
        href: address(&format!("/desk/tickets/{}", ticket.id), [("from", list)]),
        subject: ticket.subject.clone().unwrap_or_default(),
        group: None,
        requester: ticket
            .requester
            .name
            .clone()
            .or(ticket.requester.email.clone())
            .unwrap_or_default(),
        kind: ticket.kind.as_str().into(),
        category: ticket.category.clone().map(Into::into),
        stage: ticket.stage.as_str().into(),
        status: ticket.status.as_str().into(),
        priority: ticket.priority,
        tier: ticket.tier.as_str().into(),
        channel: ticket.channel.as_str().into(),
        clock: clock_shown(&ticket.clocks).map(clock_view),
        assignee: ticket.assignee.as_ref().map(|user| user.name.clone()),
        team: ticket.team.as_ref().map(|team| team.name.clone()),
        tags: ticket.tags.clone(),
        created_at: ticket.created_at,
        updated_at: ticket.updated_at,
        awaits_answer: ticket.awaits_answer,
    }
}

/// The clock that matters now: the nearest promise that runs or was broken and is still owed, else one that rests.
fn clock_shown(clocks: &[TicketClock]) -> Option<&TicketClock> {
    let promises = || clocks.iter().filter(|clock| clock.basis != ClockBasis::Stage);
    let owed = |clock: &&TicketClock| match clock.state {
        ClockState::Running => true,
        ClockState::Breached => clock.met_at.is_none(),
        _ => false,
    };
    let rests = |clock: &&TicketClock| clock.state == ClockState::Paused;
    let nearest = promises().filter(owed).min_by_key(|clock| clock.due_at);
    nearest.or_else(|| promises().filter(rests).min_by_key(|clock| clock.due_at))
}
