//! What the values of filters mean: codes and their names in every language, people, teams, categories and days.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use touchstone_domain::access::Permission;
use touchstone_domain::category::CategoryPath;
use touchstone_domain::codes::Code;
use touchstone_domain::id::{TeamId, UserId};
use touchstone_domain::language::Language;
use touchstone_domain::search::name_folded;
use touchstone_domain::time::Timestamp;
use touchstone_store::Tx;
use touchstone_store::team::team_list;
use touchstone_store::user::user_list;

use crate::core::{Actor, App, AppError};
use crate::ticket::{Assignee, OfTeam};

/// Teams and users looked through for a name.
const NAMES_MAX: u32 = 5_000;

const ME: &[&str] = &["me", "我", "自分", "私", "나", "저"];
const MY_TEAMS: &[&str] = &["mine", "我的", "自分", "내팀"];
const NOBODY: &[&str] = &["none", "无", "無", "没有", "未分配", "なし", "없음"];
const TODAY: &[&str] = &["today", "今天", "今日", "오늘"];
const YESTERDAY: &[&str] = &["yesterday", "昨天", "昨日", "어제"];

fn is_one_of(value: &str, names: &[&str]) -> bool {
    let folded = name_folded(value);
    names.iter().any(|name| name_folded(name) == folded)
}

/// The codes of a family that are called so, in any language: several when two share a name.
pub(super) fn codes_named<T: Code>(app: &App, family: &str, value: &str) -> Vec<T> {
    let wanted = name_folded(value);
    let called = |code: &T| {
        name_folded(code.code()) == wanted
            || Language::ALL
                .iter()
                .any(|language| name_folded(&app.renderer.label(*language, family, code.code())) == wanted)
    };
    T::VALUES.iter().copied().filter(called).collect()
}

/// Categories of the standard in force that are called so.
pub(super) fn categories_named(
    tx: &mut Tx<'_>,
    app: &App,
    value: &str,
    now: Timestamp,
) -> Result<Vec<CategoryPath>, AppError> {
    let (_, standard) = app.standards.in_force(tx, now)?;
    if let Ok(path) = standard.categories().resolve(value) {
        return Ok(vec![path]);
    }
    let wanted = name_folded(value);
    let called = |path: &&CategoryPath| {
        Language::ALL
            .iter()
            .any(|language| name_folded(&app.renderer.label(*language, "category", path.as_str())) == wanted)
    };
    Ok(standard
        .categories()
        .all()
        .iter()
        .filter(called)
        .cloned()
        .collect())
}

/// Teams by id or name; a part of a name does where no team is called exactly so.
pub(super) fn teams_named(tx: &mut Tx<'_>, actor: &Actor, value: &str) -> Result<Vec<OfTeam>, AppError> {
    if is_one_of(value, MY_TEAMS) {
        return Ok(vec![OfTeam::Mine]);
    }
    if is_one_of(value, NOBODY) {
        return Ok(vec![OfTeam::Nobody]);
    }
    if let Ok(id) = value.parse() {
        return Ok(vec![OfTeam::Team(id)]);
    }
    if actor.holds(Permission::TeamRead).is_err() {
        return Ok(Vec::new());
    }
    let teams = team_list(tx, touchstone_domain::id::Id::from_raw(0), NAMES_MAX)?;
    let named = nearest(value, teams.iter().map(|team| (team.id, team.name.as_str())));
    Ok(named.into_iter().map(|id: TeamId| OfTeam::Team(id)).collect())
}

/// Users by id or name, likewise.
pub(super) fn users_named(tx: &mut Tx<'_>, actor: &Actor, value: &str) -> Result<Vec<Assignee>, AppError> {
    if is_one_of(value, ME) {
        return Ok(vec![Assignee::Me]);
    }
    if is_one_of(value, NOBODY) {
        return Ok(vec![Assignee::Nobody]);
    }
    if let Ok(id) = value.parse() {
        return Ok(vec![Assignee::User(id)]);
    }
    if actor.holds(Permission::UserRead).is_err() {
        return Ok(Vec::new());
    }
    let users = user_list(tx, ("", touchstone_domain::id::Id::from_raw(0)), NAMES_MAX)?;
    let named = nearest(value, users.iter().map(|user| (user.id, user.name.as_str())));
    Ok(named.into_iter().map(|id: UserId| Assignee::User(id)).collect())
}

fn nearest<'a, I: Copy>(value: &str, named: impl Iterator<Item = (I, &'a str)> + Clone) -> Vec<I> {
    let wanted = name_folded(value);
    if wanted.is_empty() {
        return Vec::new();
    }
    let folded = named.map(|(id, name)| (id, name_folded(name)));
    let exact: Vec<I> = folded
        .clone()
        .filter(|(_, name)| *name == wanted)
        .map(|(id, _)| id)
        .collect();
    if !exact.is_empty() {
        return exact;
    }
    folded
        .filter(|(_, name)| name.contains(&wanted))
        .map(|(id, _)| id)
        .collect()
}

/// Instants from and before which something happened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Days {
    pub(super) from: Option<Timestamp>,
    pub(super) before: Option<Timestamp>,
}

impl Days {
    /// Days of a zone: `2026-10-01`, `>2026-10-01` and the like, `2026-10-01..2026-10-31`, `today`. Each is meant whole.
    pub(super) fn read(value: &str, zone: &TimeZone, now: Timestamp) -> Option<Self> {
        let value: String = value.chars().map(narrow).collect();
        if let Some((first, last)) = value.split_once("..") {
            let (first, last) = (day(first, zone, now)?, day(last, zone, now)?);
            return (first <= last).then_some(()).and_then(|()| {
                Some(Self {
                    from: Some(begins(first, zone, 0)?),
                    before: Some(begins(last, zone, 1)?),
                })
            });
        }
        let bounds = [(">=", 0, true), ("<=", 1, false), (">", 1, true), ("<", 0, false)];
        for (sign, later, from) in bounds {
            if let Some(rest) = value.strip_prefix(sign) {
                let at = begins(day(rest, zone, now)?, zone, later)?;
                return Some(if from {
                    Self {
                        from: Some(at),
                        before: None,
                    }
                } else {
                    Self {
                        from: None,
                        before: Some(at),
                    }
                });
            }
        }
        let day = day(&value, zone, now)?;
        Some(Self {
            from: Some(begins(day, zone, 0)?),
            before: Some(begins(day, zone, 1)?),
        })
    }

    pub(super) fn hold(self, at: Timestamp) -> bool {
        self.from.is_none_or(|from| at >= from) && self.before.is_none_or(|before| at < before)
    }
}

/// Signs and digits of full width as those of half width.
fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '年' | '月' => '-',
        _ => c,
    }
}

fn day(text: &str, zone: &TimeZone, now: Timestamp) -> Option<Date> {
    let text = text.trim().trim_end_matches('日');
    let today = jiff::Timestamp::from_microsecond(now.as_micros())
        .ok()?
        .to_zoned(zone.clone())
        .date();
    if is_one_of(text, TODAY) {
        return Some(today);
    }
    if is_one_of(text, YESTERDAY) {
        return today.yesterday().ok();
    }
    let mut parts = text.split(['-', '/', '.']).map(|part| part.parse::<i16>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let plausible = year >= 1970 && parts.next().is_none();
    plausible
        .then(|| Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok())
        .flatten()
}

fn begins(day: Date, zone: &TimeZone, later: i64) -> Option<Timestamp> {
    let day = day.checked_add(jiff::Span::new().days(later)).ok()?;
    let start = day.to_zoned(zone.clone()).ok()?;
    Some(Timestamp::from_micros(start.timestamp().as_microsecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(value: &str) -> Option<(Option<String>, Option<String>)> {
        let zone = TimeZone::fixed(jiff::tz::offset(8));
        let now = "2026-10-02T18:00:00Z".parse().unwrap();
        Days::read(value, &zone, now).map(|days| {
            (
                days.from.map(|at| at.to_string()),
                days.before.map(|at| at.to_string()),
            )
        })
    }

    #[test]
    fn days_are_those_of_the_zone_and_meant_whole() {
        let at = |text: &str| Some(text.to_owned());
        let day = Some((at("2026-09-30T16:00:00Z"), at("2026-10-01T16:00:00Z")));
        for same in [
            "2026-10-01",
            "2026/10/1",
            "２０２６－１０－０１",
            "2026年10月1日",
            "2026-10-01..2026-10-01",
        ] {
            assert_eq!(read(same), day, "{same}");
        }
        assert_eq!(read(">2026-10-01"), Some((at("2026-10-01T16:00:00Z"), None)));
        assert_eq!(read(">=2026-10-01"), Some((at("2026-09-30T16:00:00Z"), None)));
        assert_eq!(read("<2026-10-01"), Some((None, at("2026-09-30T16:00:00Z"))));
        assert_eq!(read("＜＝2026-10-01"), Some((None, at("2026-10-01T16:00:00Z"))));
        assert_eq!(read("今天"), read("2026-10-03"));
        assert_eq!(read("yesterday"), read("2026-10-02"));
        for wrong in [
            "",
            ">",
            "2026-13-01",
            "2026-02-30",
            "soon",
            "2026-10-02..2026-10-01",
            "10-01",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
