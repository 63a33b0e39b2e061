//! What a list of tickets is narrowed to, and in which order: read from pairs of names and texts as they stand in a query
//! string, for the API and the pages alike. Unknown names and values are refused, each with its name.

use std::fmt::Display;
use std::str::FromStr;

use touchstone_domain::category::CategoryPath;
use touchstone_domain::codes;
use touchstone_domain::codes::Code;
use touchstone_domain::condition::{Condition, Fact, Reading};
use touchstone_domain::id::{PersonId, TeamId, UserId};
use touchstone_domain::stage::{Stage, Status};
use touchstone_domain::ticket::{Channel, Kind, Urgency};
use touchstone_domain::time::Timestamp;
use touchstone_store::ticket::{Lead, Order, TicketRow};

use super::cursor::Cursor;
use crate::condition::condition_field;
use crate::core::{Actor, AppError, FieldError, LIMIT_DEFAULT, LIMIT_MAX};

/// Values one filter may list.
const VALUES_MAX: usize = 20;

codes! {
    /// Orders a list can be asked for.
    pub enum Sort ("sort") {
        CreatedDown = "-created",
        CreatedUp = "created",
        UpdatedDown = "-updated",
        Due = "due",
        PriorityDown = "-priority",
    }
}

impl Sort {
    /// The walk that gives this order.
    pub fn order(self) -> Order {
        match self {
            Self::CreatedDown => Order::Created,
            Self::CreatedUp => Order::CreatedUp,
            Self::UpdatedDown => Order::Updated,
            Self::Due => Order::Due,
            Self::PriorityDown => Order::Work,
        }
    }
}

/// Whose tickets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assignee {
    User(UserId),
    Me,
    Nobody,
}

/// Which team's tickets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OfTeam {
    Team(TeamId),
    /// Any team the asking user belongs to.
    Mine,
    Nobody,
}

/// Conditions that must all hold; of a list of values, any. Empty holds for every ticket.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TicketFilter {
    pub status: Vec<Status>,
    pub stage: Vec<Stage>,
    pub kind: Vec<Kind>,
    /// A top-level category stands for all below it.
    pub category: Vec<CategoryPath>,
    pub urgency: Vec<Urgency>,
    pub channel: Vec<Channel>,
    pub team: Option<OfTeam>,
    pub assignee: Option<Assignee>,
    pub requester: Option<PersonId>,
    /// All of them must be there.
    pub tag: Vec<String>,
    pub due_before: Option<Timestamp>,
    pub created_from: Option<Timestamp>,
    pub created_to: Option<Timestamp>,
    pub updated_from: Option<Timestamp>,
    /// The number it had in the tool it was imported from.
    pub former_number: Option<String>,
    /// Any condition, beside all of these.
    pub when: Option<Condition>,
}

/// One page of a list, as it is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListQuery {
    pub filter: TicketFilter,
    pub sort: Sort,
    pub limit: u32,
    pub cursor: Option<Cursor>,
}

impl Default for ListQuery {
    fn default() -> Self {
        Self {
            filter: TicketFilter::default(),
            sort: Sort::CreatedDown,
            limit: LIMIT_DEFAULT,
            cursor: None,
        }
    }
}

impl ListQuery {
    /// Reads a query string's pairs. A pair without a value counts as absent.
    pub fn parse<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, AppError> {
        let mut query = Self::default();
        let mut errors = Vec::new();
        let mut cursor = None;
        for (name, value) in pairs {
            let taken = match name {
                _ if value.is_empty() => Ok(()),
                "cursor" => value
                    .parse()
                    .map(|read| cursor = Some(read))
                    .map_err(|_| malformed(name)),
                _ => query.take(name, value),
            };
            errors.extend(taken.err());
        }
        if let Some(cursor) = cursor {
            if query.cursor_fits(&cursor) {
                query.cursor = Some(cursor);
            } else {
                errors.push(FieldError::new("cursor", "of_another_list"));
            }
        }
        if errors.is_empty() {
            Ok(query)
        } else {
            Err(AppError::Validation(errors))
        }
    }

    fn take(&mut self, name: &str, value: &str) -> Result<(), FieldError> {
        let filter = &mut self.filter;
        match name {
            "status" => filter.status = codes(name, value)?,
            "stage" => filter.stage = codes(name, value)?,
            "kind" => filter.kind = codes(name, value)?,
            "category" => filter.category = values(name, value)?,
            "urgency" => filter.urgency = codes(name, value)?,
            "channel" => filter.channel = codes(name, value)?,
            "team" => filter.team = Some(team(name, value)?),
            "assignee" => filter.assignee = Some(assignee(name, value)?),
            "requester" => filter.requester = Some(one(name, value)?),
            "tag" => filter.tag.push(value.to_owned()),
            "due_before" => filter.due_before = Some(one(name, value)?),
            "created_from" => filter.created_from = Some(one(name, value)?),
            "created_to" => filter.created_to = Some(one(name, value)?),
            "updated_from" => filter.updated_from = Some(one(name, value)?),
            "former_number" => filter.former_number = Some(value.trim().to_owned()),
            "when" => filter.when = Some(condition(name, value)?),
            "sort" => self.sort = code(name, value)?,
            "limit" => self.limit = limit(name, value)?,
            _ => return Err(FieldError::new(name, "unknown_field")),
        }
        Ok(())
    }

    /// Whether a cursor was given out by a list of this filter and order.
    fn cursor_fits(&self, cursor: &Cursor) -> bool {
        cursor.list == self.fingerprint()
    }

    /// What a cursor remembers of its list.
    pub(super) fn fingerprint(&self) -> [u8; 8] {
        Cursor::fingerprint(&(&self.filter, self.sort))
    }
}

impl TicketFilter {
    /// Whether a ticket fulfils every condition, for this actor (`me`, `mine`). Whether it has an order number is asked
    /// for only where a condition looks at it.
    pub fn holds(&self, ticket: &TicketRow, ordered: bool, actor: &Actor) -> bool {
        let (state, facts) = (&ticket.state, &ticket.state.facts);
        any(&self.status, &state.status())
            && any(&self.stage, &state.stage)
            && any(&self.kind, &facts.kind)
            && any(&self.urgency, &facts.urgency)
            && any(&self.channel, &facts.channel)
            && self.category_holds(facts.category.as_ref())
            && self
                .assignee
                .is_none_or(|wanted| wanted.holds(state.assignee, actor))
            && self.team.is_none_or(|wanted| wanted.holds(state.team, actor))
            && self.requester.is_none_or(|wanted| wanted == ticket.requester)
            && self.tag.iter().all(|tag| ticket.tags.contains(tag))
            && self.due_before.is_none_or(|bound| ticket.due_at < bound)
            && self.created_from.is_none_or(|bound| state.received_at >= bound)
            && self.created_to.is_none_or(|bound| state.received_at < bound)
            && self.updated_from.is_none_or(|bound| ticket.updated_at >= bound)
            && self
                .when
                .as_ref()
                .is_none_or(|when| when.evaluate(&ticket.sheet(ordered)))
    }

    /// Whether some condition looks at the order number.
    pub fn looks_at_orders(&self) -> bool {
        self.when
            .as_ref()
            .is_some_and(|when| when.looks_at(Fact::OrderNo))
    }

    fn category_holds(&self, category: Option<&CategoryPath>) -> bool {
        self.category.is_empty()
            || category.is_some_and(|path| self.category.iter().any(|wanted| path.within(wanted)))
    }

    /// The narrowest index that walks this filter; the rest is asked row by row. Precedence is fixed: whoever asks
    /// twice gets the same walk.
    pub(crate) fn lead(&self, sort: Sort, actor: &Actor) -> Lead {
        let by_receipt = matches!(sort, Sort::CreatedDown | Sort::CreatedUp);
        if let Some(person) = self.requester {
            return Lead::Requester(person);
        }
        if let Some(tag) = self.tag.first().filter(|_| by_receipt) {
            return Lead::Tag(tag.clone());
        }
        match (self.assignee, actor) {
            (Some(Assignee::User(user)), _) => return Lead::Assignee(user),
            (Some(Assignee::Me), Actor::User(user)) => return Lead::Assignee(user.id),
            (Some(Assignee::Nobody), _) if self.team.is_none() => return Lead::Unassigned,
            _ => {}
        }
        match (self.team, actor) {
            (Some(OfTeam::Team(team)), _) => return Lead::Team(team),
            (Some(OfTeam::Nobody), _) => return Lead::NoTeam,
            (Some(OfTeam::Mine), Actor::User(user)) => {
                if let [team] = user.reach.teams.as_slice() {
                    return Lead::Team(*team);
                }
            }
            _ => {}
        }
        match self.status.as_slice() {
            [status] if !matches!(sort, Sort::Due | Sort::PriorityDown) => Lead::Status(*status),
            _ => Lead::All,
        }
    }

    /// How many conditions narrow the list.
    pub fn conditions(&self) -> usize {
        let lists = [
            self.status.is_empty(),
            self.stage.is_empty(),
            self.kind.is_empty(),
            self.category.is_empty(),
            self.urgency.is_empty(),
            self.channel.is_empty(),
            self.team.is_none(),
            self.assignee.is_none(),
            self.requester.is_none(),
            self.tag.is_empty(),
            self.due_before.is_none(),
            self.created_from.is_none(),
            self.created_to.is_none(),
            self.updated_from.is_none(),
            self.when.is_none(),
        ];
        lists.iter().filter(|absent| !**absent).count()
    }
}

impl Assignee {
    pub(crate) fn holds(self, assignee: Option<UserId>, actor: &Actor) -> bool {
        match self {
            Self::User(user) => assignee == Some(user),
            Self::Me => matches!(actor, Actor::User(user) if assignee == Some(user.id)),
            Self::Nobody => assignee.is_none(),
        }
    }
}

impl OfTeam {
    pub(crate) fn holds(self, team: Option<TeamId>, actor: &Actor) -> bool {
        match self {
            Self::Team(wanted) => team == Some(wanted),
            Self::Mine => {
                matches!((team, actor), (Some(team), Actor::User(user)) if user.reach.teams.contains(&team))
            }
            Self::Nobody => team.is_none(),
        }
    }
}

fn any<T: PartialEq>(wanted: &[T], value: &T) -> bool {
    wanted.is_empty() || wanted.contains(value)
}

/// A condition as JSON.
fn condition(name: &str, value: &str) -> Result<Condition, FieldError> {
    let json = serde_json::from_str(value).map_err(|_| malformed(name))?;
    Condition::from_json(&json, Reading::default()).map_err(|error| condition_field(name, &error))
}

fn malformed(name: &str) -> FieldError {
    FieldError::new(name, "malformed")
}

fn one<T: FromStr>(name: &str, value: &str) -> Result<T, FieldError> {
    value.parse().map_err(|_| malformed(name))
}

fn code<T: Code>(name: &str, value: &str) -> Result<T, FieldError> {
    T::from_code(value).map_err(|_| {
        let known: Vec<_> = T::VALUES.iter().map(|known| known.code()).collect();
        FieldError::new(name, "unknown_value").with("allowed", known.join(", "))
    })
}

fn several<T>(
    name: &str,
    value: &str,
    read: impl Fn(&str, &str) -> Result<T, FieldError>,
) -> Result<Vec<T>, FieldError> {
    let parts: Vec<_> = value
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    if parts.len() > VALUES_MAX {
        return Err(FieldError::new(name, "too_many").with("max", VALUES_MAX));
    }
    parts.into_iter().map(|part| read(name, part)).collect()
}

fn codes<T: Code>(name: &str, value: &str) -> Result<Vec<T>, FieldError> {
    several(name, value, code)
}

fn values<T: FromStr>(name: &str, value: &str) -> Result<Vec<T>, FieldError>
where
    T::Err: Display,
{
    several(name, value, one)
}

fn assignee(name: &str, value: &str) -> Result<Assignee, FieldError> {
    match value {
        "me" => Ok(Assignee::Me),
        "none" => Ok(Assignee::Nobody),
        id => one(name, id).map(Assignee::User),
    }
}

fn team(name: &str, value: &str) -> Result<OfTeam, FieldError> {
    match value {
        "mine" => Ok(OfTeam::Mine),
        "none" => Ok(OfTeam::Nobody),
        id => one(name, id).map(OfTeam::Team),
    }
}

fn limit(name: &str, value: &str) -> Result<u32, FieldError> {
    match value.parse() {
        Ok(limit) if (1..=LIMIT_MAX).contains(&limit) => Ok(limit),
        _ => Err(FieldError::new(name, "out_of_range")
            .with("min", 1)
            .with("max", LIMIT_MAX)),
    }
}
