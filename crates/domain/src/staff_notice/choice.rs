//! By which means somebody wants to be told of what, and when a mail about it is due: at once but for a burst, when they
//! are away, or gathered by the hour or the day, and never in their quiet hours unless it is urgent.

use std::collections::BTreeMap;

use jiff::civil::{DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{ToSpan, Zoned};
use serde::{Deserialize, Serialize};

use super::NoticeKind;
use crate::time::{Span, Timestamp};

/// How long more of the same is waited for before a mail goes out.
pub const BURST: Span = Span::minutes(3);
/// What is still unread after that long was not seen on the desk.
pub const AWAY: Span = Span::minutes(15);
/// The longest that quiet hours last, in minutes: some of the day is always left.
pub const QUIET_MOST: u16 = 20 * 60;
const DAY_MINUTES: u16 = 24 * 60;

codes! {
    /// How often somebody is written to.
    pub enum MailPace ("mail pace") {
        /// Within minutes.
        Soon = "soon",
        /// What was not read on the desk for a while.
        Away = "away",
        Hourly = "hourly",
        Daily = "daily",
    }
}

/// By which means somebody is told of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Means {
    /// The bell rings; without it, it only stands in the list, or nowhere if there is no mail either.
    pub web: bool,
    pub mail: bool,
}

/// Quiet hours, in minutes since midnight of the person's day; over midnight when `to` is not behind `from`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quiet {
    pub from: u16,
    pub to: u16,
}

impl Quiet {
    /// `None` for hours that are none, or that leave too little of the day.
    pub fn new(from: u16, to: u16) -> Option<Self> {
        let quiet = Self { from, to };
        let within = from < DAY_MINUTES && to < DAY_MINUTES;
        (within && from != to && quiet.minutes() <= QUIET_MOST).then_some(quiet)
    }

    /// The same of times of the day, `hh:mm`.
    pub fn read(from: &str, to: &str) -> Option<Self> {
        Self::new(minute_read(from)?, minute_read(to)?)
    }

    /// As times of the day.
    pub fn written(self) -> (String, String) {
        let written = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
        (written(self.from), written(self.to))
    }

    fn minutes(self) -> u16 {
        (DAY_MINUTES + self.to - self.from) % DAY_MINUTES
    }

    fn holds(self, at: Time) -> bool {
        let minute = minute_of(at);
        if self.from < self.to {
            (self.from..self.to).contains(&minute)
        } else {
            minute >= self.from || minute < self.to
        }
    }
}

/// What somebody has chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeChoice {
    /// Kinds that differ from what is usual.
    #[serde(default)]
    pub kinds: BTreeMap<NoticeKind, Means>,
    pub pace: MailPace,
    /// Hour of the day at which a daily mail is due.
    pub hour: u8,
    #[serde(default)]
    pub quiet: Option<Quiet>,
    /// IANA name; without, the installation's.
    #[serde(default)]
    pub zone: Option<String>,
    /// What is urgent is not gathered and passes quiet hours.
    pub urgent_passes: bool,
}

impl Default for NoticeChoice {
    fn default() -> Self {
        Self {
            kinds: BTreeMap::new(),
            pace: MailPace::Away,
            hour: 9,
            quiet: None,
            zone: None,
            urgent_passes: true,
        }
    }
}

impl NoticeKind {
    /// What cannot wait: a clock, an offer that lapses.
    pub fn is_urgent(self) -> bool {
        matches!(
            self,
            Self::ClockWarned | Self::ClockBreached | Self::Escalated | Self::HandoverOffered
        )
    }

    /// By which means somebody is told who has chosen nothing.
    pub fn usual(self) -> Means {
        let mail = matches!(
            self,
            Self::HandoverOffered
                | Self::Mentioned
                | Self::ClockBreached
                | Self::Escalated
                | Self::StandardInForce
                | Self::StandardReview
        );
        Means { web: true, mail }
    }
}

impl NoticeChoice {
    /// By which means this person is told of a kind.
    pub fn means(&self, kind: NoticeKind) -> Means {
        self.kinds.get(&kind).copied().unwrap_or_else(|| kind.usual())
    }

    /// Keeps what differs from the usual alone.
    pub fn choose(&mut self, kind: NoticeKind, means: Means) {
        if means == kind.usual() {
            self.kinds.remove(&kind);
        } else {
            self.kinds.insert(kind, means);
        }
    }

    /// When a mail about something that happened at an instant is due, if there is one at all.
    pub fn mail_due(&self, kind: NoticeKind, at: Timestamp, usual_zone: &str) -> Option<Timestamp> {
        if !self.means(kind).mail {
            return None;
        }
        let zone = self.zone(usual_zone);
        let passes = self.urgent_passes && kind.is_urgent();
        let due = match self.pace {
            MailPace::Away => at + AWAY,
            _ if passes => at + BURST,
            MailPace::Soon => at + BURST,
            MailPace::Hourly => next_hour(at, &zone),
            MailPace::Daily => next_at(at, self.hour, &zone),
        };
        let quiet = self.quiet.filter(|_| !passes);
        Some(quiet.map_or(due, |quiet| after_quiet(due, quiet, &zone)))
    }

    fn zone(&self, usual: &str) -> TimeZone {
        let named = |name: &str| TimeZone::get(name).ok();
        self.zone
            .as_deref()
            .and_then(named)
            .or_else(|| named(usual))
            .unwrap_or(TimeZone::UTC)
    }
}

fn minute_read(text: &str) -> Option<u16> {
    let (hour, minute) = text.trim().split_once(':')?;
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    (hour < 24 && minute < 60).then_some(hour * 60 + minute)
}

fn minute_of(at: Time) -> u16 {
    let minutes = i32::from(at.hour()) * 60 + i32::from(at.minute());
    u16::try_from(minutes).unwrap_or(0)
}

fn local(at: Timestamp, zone: &TimeZone) -> Option<Zoned> {
    let instant = jiff::Timestamp::from_microsecond(at.as_micros()).ok()?;
    Some(instant.to_zoned(zone.clone()))
}

/// The first instant after one at which a clock on the wall shows this; where it shows it twice, both count, and where it
/// never does, the instant it would have.
fn shown_after(at: Timestamp, wall: DateTime, zone: &TimeZone) -> Option<Timestamp> {
    let ambiguous = zone.to_ambiguous_timestamp(wall);
    let both = [
        zone.to_ambiguous_timestamp(wall).earlier().ok()?,
        ambiguous.later().ok()?,
    ];
    both.into_iter()
        .map(|instant| Timestamp::from_micros(instant.as_microsecond()))
        .filter(|instant| *instant > at)
        .min()
}

fn next_hour(at: Timestamp, zone: &TimeZone) -> Timestamp {
    let found = local(at, zone).and_then(|now| {
        let hour = now
            .datetime()
            .with()
            .minute(0)
            .second(0)
            .subsec_nanosecond(0)
            .build()
            .ok()?;
        (0..4).find_map(|hours| shown_after(at, hour.checked_add(hours.hours()).ok()?, zone))
    });
    found.unwrap_or(at + Span::hours(1))
}

fn next_at(at: Timestamp, hour: u8, zone: &TimeZone) -> Timestamp {
    let hour = i8::try_from(hour.min(23)).unwrap_or(0);
    let found = local(at, zone).and_then(|now| {
        (0..3).find_map(|days| {
            let day = now.date().checked_add(days.days()).ok()?;
            shown_after(at, day.at(hour, 0, 0, 0), zone)
        })
    });
    found.unwrap_or(at + Span::days(1))
}

/// The first instant from one on that is not quiet.
fn after_quiet(at: Timestamp, quiet: Quiet, zone: &TimeZone) -> Timestamp {
    let mut due = at;
    // A clock that is put forward may lead from the end of quiet hours into the next ones.
    for _ in 0..3 {
        let Some(now) = local(due, zone).filter(|now| quiet.holds(now.time())) else {
            return due;
        };
        let (hour, minute) = (quiet.to / 60, quiet.to % 60);
        let end = (0..3).find_map(|days| {
            let day = now.date().checked_add(days.days()).ok()?;
            let wall = day.at(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, 0, 0);
            shown_after(due, wall, zone)
        });
        due = end.unwrap_or(due + Span::hours(1));
    }
    due
}

#[cfg(test)]
mod tests;
