//! From what was typed to what is asked: filters meet teams, users, categories, contacts and days. A value that means
//! nothing is refused with its place.

use jiff::tz::TimeZone;
use touchstone_domain::access::Permission;
use touchstone_domain::codes::Code;
use touchstone_domain::search::{Filter, FilterField, Phrase, Query, QueryError, QueryProblem, Standing};
use touchstone_domain::stage::Status;
use touchstone_domain::ticket::{Channel, Kind, Tier, Urgency};
use touchstone_domain::time::Timestamp;
use touchstone_store::Tx;

use super::condition::Conditions;
use super::value::{Days, categories_named, codes_named, teams_named, users_named};
use crate::core::{Actor, App, AppError, FieldError};
use crate::person::contact_people;

/// A query whose every word has a meaning.
#[derive(Debug, Clone, Default)]
pub(super) struct Asked {
    pub(super) phrases: Vec<Phrase>,
    pub(super) conditions: Conditions,
}

/// The field of an API call and of the page in which a query stands.
pub(super) const FIELD: &str = "q";

/// What is wrong with a query, for whoever typed it.
pub(super) fn refused(error: QueryError) -> AppError {
    let mut told = FieldError::new(FIELD, error.problem.as_str())
        .with("token", error.token)
        .with("start", error.place.start)
        .with("end", error.place.end);
    if let Some(suggestion) = error.suggestion {
        told = told.with("suggestion", suggestion);
    }
    AppError::Validation(vec![told])
}

pub(super) fn resolve(
    tx: &mut Tx<'_>,
    app: &App,
    actor: &Actor,
    query: Query,
    now: Timestamp,
) -> Result<Asked, AppError> {
    let mut asked = Asked::default();
    let mut reading = Reading {
        app,
        actor,
        now,
        asked: &mut asked,
    };
    for filter in &query.filters {
        reading.filter(tx, filter)?;
    }
    for phrase in query.phrases {
        reading.phrase(tx, phrase)?;
    }
    // What stands alone may lead a list.
    let conditions = &mut asked.conditions;
    if let [team] = conditions.teams.as_slice() {
        conditions.filter.team = <[_; 1]>::try_from(team.clone()).ok().map(|[team]| team);
    }
    if let [user] = conditions.assignees.as_slice() {
        conditions.filter.assignee = <[_; 1]>::try_from(user.clone()).ok().map(|[user]| user);
    }
    Ok(asked)
}

struct Reading<'a> {
    app: &'a App,
    actor: &'a Actor,
    now: Timestamp,
    asked: &'a mut Asked,
}

impl Reading<'_> {
    /// Who types a contact looks for its owner, where somebody has named it and the actor may look people up by it.
    fn phrase(&mut self, tx: &mut Tx<'_>, phrase: Phrase) -> Result<(), AppError> {
        let may = self.actor.holds(Permission::PersonRead).is_ok();
        if may && !phrase.quoted && looks_like_a_contact(&phrase.typed) {
            let people = contact_people(tx, &self.app.keys, &phrase.typed)?.unwrap_or_default();
            if !people.is_empty() {
                self.asked.conditions.people.push(people);
                return Ok(());
            }
        }
        self.asked.phrases.push(phrase);
        Ok(())
    }

    fn filter(&mut self, tx: &mut Tx<'_>, filter: &Filter) -> Result<(), AppError> {
        let (app, actor, now) = (self.app, self.actor, self.now);
        let conditions = &mut self.asked.conditions;
        match filter.field {
            FilterField::Status => conditions
                .filter
                .status
                .extend(codes::<Status>(app, "status", filter)?),
            FilterField::Kind => conditions.filter.kind.extend(codes::<Kind>(app, "kind", filter)?),
            FilterField::Urgency => conditions
                .filter
                .urgency
                .extend(codes::<Urgency>(app, "urgency", filter)?),
            FilterField::Channel => conditions
                .filter
                .channel
                .extend(codes::<Channel>(app, "channel", filter)?),
            FilterField::Tier => conditions.tiers.extend(codes::<Tier>(app, "tier", filter)?),
            FilterField::Is => conditions
                .standing
                .push(codes::<Standing>(app, "search-is", filter)?),
            FilterField::Category => {
                let named = each(filter, |value| categories_named(tx, app, value, now))?;
                conditions.filter.category.extend(named);
            }
            FilterField::Team => conditions
                .teams
                .push(each(filter, |value| teams_named(tx, actor, value))?),
            FilterField::Assignee => {
                conditions
                    .assignees
                    .push(each(filter, |value| users_named(tx, actor, value))?);
            }
            FilterField::Owner => conditions
                .owners
                .push(each(filter, |value| users_named(tx, actor, value))?),
            FilterField::Tag => conditions.filter.tag.extend(filter.values.iter().cloned()),
            FilterField::Created => conditions.created.push(days(app, filter, now)?),
            FilterField::Updated => conditions.updated.push(days(app, filter, now)?),
            FilterField::Order => conditions.orders.push(each(filter, |value| {
                Ok(Phrase::new(value, false).into_iter().collect())
            })?),
            FilterField::From => {
                actor.holds(Permission::PersonRead)?;
                let mut people = Vec::new();
                for value in &filter.values {
                    match value.parse() {
                        Ok(id) => people.push(id),
                        Err(_) => people.extend(
                            contact_people(tx, &app.keys, value)?
                                .ok_or_else(|| refused(QueryError::of(QueryProblem::BadContact, filter)))?,
                        ),
                    }
                }
                conditions.people.push(people);
            }
        }
        Ok(())
    }
}

/// Days of the platform's zone.
fn days(app: &App, filter: &Filter, now: Timestamp) -> Result<Days, AppError> {
    let zone = app
        .renderer
        .local(now)
        .map_or(TimeZone::UTC, |local| local.time_zone().clone());
    let read = match filter.values.as_slice() {
        [value] => Days::read(value, &zone, now),
        _ => None,
    };
    read.ok_or_else(|| refused(QueryError::of(QueryProblem::BadDate, filter)))
}

/// Whether a word can be an e-mail address or a phone number; which it is, the contact's own rules say.
fn looks_like_a_contact(typed: &str) -> bool {
    let digits = typed.chars().filter(char::is_ascii_digit).count();
    let others = typed
        .chars()
        .any(|c| !c.is_ascii_digit() && !matches!(c, '+' | '-' | '(' | ')' | '.'));
    typed.contains('@') || (!others && (8..=15).contains(&digits))
}

fn codes<T: Code>(app: &App, family: &str, filter: &Filter) -> Result<Vec<T>, AppError> {
    each(filter, |value| Ok(codes_named(app, family, value)))
}

/// What each value means; every one must mean something.
fn each<T>(
    filter: &Filter,
    mut means: impl FnMut(&str) -> Result<Vec<T>, AppError>,
) -> Result<Vec<T>, AppError> {
    let mut all = Vec::new();
    for value in &filter.values {
        let meant = means(value)?;
        if meant.is_empty() {
            return Err(refused(QueryError::of(QueryProblem::UnknownValue, filter)));
        }
        all.extend(meant);
    }
    Ok(all)
}
