//! What the audit is narrowed to: read from pairs of names and texts as they stand in a query string, for the API and the
//! pages alike.

use std::str::FromStr;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use touchstone_domain::codes::Code;
use touchstone_domain::event::{ActorRef, EventKind, Subject, event_families};
use touchstone_domain::id::{EventId, Id, SessionId, TokenId, first_at};
use touchstone_domain::time::{Span, Timestamp};
use touchstone_store::audit::{AuditLead, AuditPlace, AuditRow};

use crate::core::{AppError, FieldError, LIMIT_DEFAULT, LIMIT_MAX};

/// Entries of a page when nothing is asked for, and the most that may be asked for.
/// How far the ids of a busy process may run ahead of the clock.
const IDS_AHEAD: Span = Span::minutes(1);

/// Conditions that must all hold; of several kinds, any. Empty holds for every entry.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    pub actor: Option<ActorRef>,
    pub token: Option<TokenId>,
    pub session: Option<SessionId>,
    pub kinds: Vec<EventKind>,
    pub subject: Option<Subject>,
    /// As text, the way it is stored.
    pub address: Option<String>,
    /// From this instant on.
    pub from: Option<Timestamp>,
    /// Before this instant.
    pub to: Option<Timestamp>,
}

/// One page of the audit, as it is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditQuery {
    pub filter: AuditFilter,
    pub limit: u32,
    /// The last entry of the page before.
    pub cursor: Option<EventId>,
}

impl Default for AuditQuery {
    fn default() -> Self {
        Self {
            filter: AuditFilter::default(),
            limit: LIMIT_DEFAULT,
            cursor: None,
        }
    }
}

impl AuditQuery {
    /// Reads a query string's pairs; days are those of `zone`. A pair without a value counts as absent.
    pub fn parse<'a>(
        pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
        zone: &TimeZone,
    ) -> Result<Self, AppError> {
        let mut query = Self::default();
        let given = pairs.into_iter().map(|(name, value)| (name, value.trim()));
        let errors: Vec<_> = given
            .filter(|(_, value)| !value.is_empty())
            .filter_map(|(name, value)| query.take(name, value, zone).err())
            .collect();
        if errors.is_empty() {
            Ok(query)
        } else {
            Err(AppError::Validation(errors))
        }
    }

    fn take(&mut self, name: &str, value: &str, zone: &TimeZone) -> Result<(), FieldError> {
        let filter = &mut self.filter;
        match name {
            "actor" => match value.parse() {
                Ok(token) => filter.token = Some(token),
                Err(_) => filter.actor = Some(ActorRef::from_text(value).ok_or_else(|| malformed(name))?),
            },
            "session" => filter.session = Some(one(name, value)?),
            "kind" => filter.kinds.extend(kinds(value)?),
            "subject" => filter.subject = Some(subject(value).ok_or_else(|| malformed(name))?),
            "address" => {
                let address: std::net::IpAddr = one(name, value)?;
                filter.address = Some(address.to_string());
            }
            "from" => filter.from = Some(instant(name, value, zone, 0)?),
            // A day is meant whole.
            "to" => filter.to = Some(instant(name, value, zone, 1)?),
            "limit" => self.limit = limit(name, value)?,
            "cursor" => self.cursor = Some(one(name, value)?),
            _ => return Err(FieldError::new(name, "unknown_field")),
        }
        Ok(())
    }
}

impl AuditFilter {
    /// Whether an entry fulfils every condition.
    pub(super) fn holds(&self, row: &AuditRow) -> bool {
        let (event, origin) = (&row.event, &row.origin);
        self.actor.is_none_or(|wanted| wanted == event.actor)
            && self.token.is_none_or(|wanted| Some(wanted) == origin.token)
            && self.session.is_none_or(|wanted| Some(wanted) == origin.session)
            && (self.kinds.is_empty() || self.kinds.contains(&event.kind))
            && self.subject.is_none_or(|wanted| wanted == event.subject)
            && self
                .address
                .as_ref()
                .is_none_or(|wanted| Some(wanted) == origin.address.as_ref())
            && self.from.is_none_or(|bound| event.at >= bound)
            && self.to.is_none_or(|bound| event.at < bound)
    }

    /// The narrowest index that walks this filter; the rest is asked row by row. Precedence is fixed: whoever asks twice
    /// gets the same walk.
    pub(super) fn lead(&self) -> AuditLead {
        if let Some(subject) = self.subject.filter(|subject| *subject != Subject::System) {
            return AuditLead::Subject(subject);
        }
        if let Some(token) = self.token {
            return AuditLead::Token(token);
        }
        if let Some(session) = self.session {
            return AuditLead::Session(session);
        }
        if let Some(actor) = self
            .actor
            .filter(|actor| matches!(actor, ActorRef::User(_) | ActorRef::Requester(_)))
        {
            return AuditLead::Actor(actor);
        }
        if !self.kinds.is_empty() {
            return AuditLead::Kinds(self.kinds.clone());
        }
        if let Some(address) = &self.address {
            return AuditLead::Address(address.clone());
        }
        // What the product and strangers do is much; it leads only where nothing narrower does.
        match (self.subject, self.actor) {
            (Some(subject), _) => AuditLead::Subject(subject),
            (None, Some(actor)) => AuditLead::Actor(actor),
            (None, None) => AuditLead::All,
        }
    }

    /// Where the walk begins and ends: ids grow with time, and never stand before the instant they were drawn at.
    pub(super) fn place(&self, cursor: Option<EventId>) -> AuditPlace {
        let last = EventId::from_raw(i64::MAX);
        let to = self.to.map_or(last, |to| first_at(to + IDS_AHEAD));
        AuditPlace {
            before: cursor.map_or(to, |cursor| cursor.min(to)),
            from: self.from.map_or(EventId::from_raw(0), first_at),
        }
    }
}

/// Kinds and families (`ticket.*`), separated by commas.
fn kinds(value: &str) -> Result<Vec<EventKind>, FieldError> {
    let mut found = Vec::new();
    for part in value.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        match part.strip_suffix(".*") {
            Some(family) => found.extend(event_families().remove(family).ok_or_else(unknown_kind)?),
            None => found.push(EventKind::from_code(part).map_err(|_| unknown_kind())?),
        }
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

fn unknown_kind() -> FieldError {
    FieldError::new("kind", "unknown_value").with("allowed", EventKind::NAMES.join(", "))
}

/// Any id that an event can be about, or `system`.
fn subject(value: &str) -> Option<Subject> {
    if value == "system" {
        return Some(Subject::System);
    }
    let read = [
        value.parse().map(Subject::Ticket).ok(),
        value.parse().map(Subject::Person).ok(),
        value.parse().map(Subject::User).ok(),
        value.parse().map(Subject::Team).ok(),
        value.parse().map(Subject::Token).ok(),
        value.parse().map(Subject::Session).ok(),
        value.parse().map(Subject::Standard).ok(),
        value.parse().map(Subject::PrivacyRequest).ok(),
    ];
    read.into_iter().flatten().next()
}

/// An instant (RFC 3339), or a day of the platform: its beginning, so many days later.
fn instant(name: &str, value: &str, zone: &TimeZone, days: i64) -> Result<Timestamp, FieldError> {
    if let Ok(at) = value.parse() {
        return Ok(at);
    }
    let day: Date = one(name, value)?;
    let begins = day
        .checked_add(jiff::Span::new().days(days))
        .and_then(|day| day.to_zoned(zone.clone()));
    begins
        .map(|begins| Timestamp::from_micros(begins.timestamp().as_microsecond()))
        .map_err(|_| malformed(name))
}

fn limit(name: &str, value: &str) -> Result<u32, FieldError> {
    match value.parse() {
        Ok(limit) if (1..=LIMIT_MAX).contains(&limit) => Ok(limit),
        _ => Err(FieldError::new(name, "out_of_range")
            .with("min", 1)
            .with("max", LIMIT_MAX)),
    }
}

fn malformed(name: &str) -> FieldError {
    FieldError::new(name, "malformed")
}

fn one<T: FromStr>(name: &str, value: &str) -> Result<T, FieldError> {
    value.parse().map_err(|_| malformed(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(pairs: &[(&str, &str)]) -> Result<AuditFilter, AppError> {
        AuditQuery::parse(pairs.iter().copied(), &TimeZone::fixed(jiff::tz::offset(8)))
            .map(|query| query.filter)
    }

    #[test]
    fn a_family_is_all_its_kinds() {
        let family = read(&[("kind", "hold.*,user.signed_in")]).unwrap();
        assert_eq!(
            family.kinds,
            [
                EventKind::HoldPlaced,
                EventKind::HoldLifted,
                EventKind::UserSignedIn
            ]
        );
        assert!(read(&[("kind", "nonsense.*")]).is_err());
        let all: usize = event_families().values().map(Vec::len).sum();
        assert_eq!(all, EventKind::ALL.len());
    }

    #[test]
    fn a_day_is_the_platform_s_and_whole() {
        let filter = read(&[("from", "2026-11-21"), ("to", "2026-11-21")]).unwrap();
        assert_eq!(filter.from.unwrap().to_string(), "2026-11-20T16:00:00Z");
        assert_eq!(filter.to.unwrap().to_string(), "2026-11-21T16:00:00Z");
        let filter = read(&[("to", "2026-11-21T00:00:00Z")]).unwrap();
        assert_eq!(filter.to.unwrap().to_string(), "2026-11-21T00:00:00Z");
    }

    #[test]
    fn every_condition_has_its_place_in_the_order_of_leads() {
        let leads = |pairs: &[(&str, &str)]| read(pairs).unwrap().lead();
        let (user, ticket) = ("usr_0000000000001", "tkt_0000000000001");
        let token = "tok_0000000000001";
        let subject = AuditLead::Subject(Subject::Ticket(ticket.parse().unwrap()));
        assert_eq!(
            leads(&[("actor", user), ("subject", ticket), ("kind", "ticket.*")]),
            subject
        );
        assert_eq!(
            leads(&[("actor", token), ("kind", "ticket.*")]),
            AuditLead::Token(token.parse().unwrap())
        );
        assert!(matches!(
            leads(&[("actor", user), ("address", "::1")]),
            AuditLead::Actor(_)
        ));
        assert!(matches!(
            leads(&[("actor", "public"), ("kind", "hold.*")]),
            AuditLead::Kinds(_)
        ));
        assert!(matches!(
            leads(&[("actor", "public"), ("address", "::1")]),
            AuditLead::Address(_)
        ));
        assert!(matches!(
            leads(&[("subject", "system")]),
            AuditLead::Subject(Subject::System)
        ));
        assert_eq!(leads(&[("from", "2026-11-21")]), AuditLead::All);
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused_by_name(name in "actor|kind|subject|from|to|address|session|limit|cursor", text in "\\PC{0,40}") {
            match read(&[(&name, &text)]) {
                Ok(_) => {}
                Err(AppError::Validation(errors)) => prop_assert_eq!(&errors[0].field, &name),
                Err(other) => prop_assert!(false, "{other}"),
            }
        }

        #[test]
        fn no_event_within_the_bounds_is_outside_the_walk(at in 1_704_067_200_000_000i64..2_500_000_000_000_000, ahead in 0..60_000_000i64, within in 0..1_000_000i64) {
            let (at, span) = (Timestamp::from_micros(at), Span::from_micros(within));
            let filter = AuditFilter { from: Some(at - span), to: Some(at + Span::from_micros(1)), ..AuditFilter::default() };
            let place = filter.place(None);
            let drawn: EventId = touchstone_domain::id::IdGenerator::new(1023).next(at + Span::from_micros(ahead));
            prop_assert!(place.from <= drawn && (drawn < place.before || ahead >= 59_999_000));
        }
    }
}
