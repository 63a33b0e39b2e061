//! Planned work on systems and the renewal of technology: when, what it touches, and from when users are told.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::language::Language;
use crate::time::{Span, Timestamp};

codes! {
    /// What is planned.
    #[derive(Default)]
    pub enum MaintenanceKind ("kind of maintenance") {
        /// Work on a running system.
        #[default]
        Maintenance = "maintenance",
        /// A system or device is replaced by a newer one.
        Renewal = "renewal",
    }
}

codes! {
    /// What users notice of it.
    #[derive(Default)]
    pub enum MaintenanceImpact ("impact of maintenance") {
        None = "none",
        #[default]
        Degraded = "degraded",
        Unavailable = "unavailable",
    }
}

codes! {
    /// Where it stands.
    pub enum MaintenancePhase ("phase of maintenance") {
        Ahead = "ahead",
        UnderWay = "under_way",
        Over = "over",
        Cancelled = "cancelled",
    }
}

/// Longest plan of work on a running system; a renewal may take a year.
const LONGEST: Span = Span::days(30);
const LONGEST_RENEWAL: Span = Span::days(366);
/// How early it may be announced.
const EARLIEST_NOTICE: Span = Span::days(366);
/// Characters of a title, of a text.
pub const MAINTENANCE_TITLE: usize = 120;
pub const MAINTENANCE_TEXT: usize = 2_000;
/// How long users still see what has ended.
pub const MAINTENANCE_REMEMBERED: Span = Span::days(7);

/// What is planned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Maintenance {
    pub kind: MaintenanceKind,
    pub impact: MaintenanceImpact,
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
    /// From when users are told.
    pub announced_at: Timestamp,
    /// By language, at least one.
    pub title: BTreeMap<Language, String>,
    /// Markdown, by language.
    #[serde(default)]
    pub text: BTreeMap<Language, String>,
}

/// Why a plan is not accepted: the field and the code of what is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field} is not acceptable: {code}")]
pub struct MaintenanceError {
    pub field: &'static str,
    pub code: &'static str,
}

impl Maintenance {
    /// Takes blanks away around texts, leaves out empty ones, and says what is wrong with the rest.
    pub fn checked(mut self) -> Result<Self, Vec<MaintenanceError>> {
        for words in [&mut self.title, &mut self.text] {
            *words = std::mem::take(words)
                .into_iter()
                .map(|(language, word)| (language, word.trim().to_owned()))
                .filter(|(_, word)| !word.is_empty())
                .collect();
        }
        let too_long =
            |words: &BTreeMap<Language, String>, most| words.values().any(|word| word.chars().count() > most);
        let longest = match self.kind {
            MaintenanceKind::Maintenance => LONGEST,
            MaintenanceKind::Renewal => LONGEST_RENEWAL,
        };
        let wrong = [
            (self.title.is_empty(), "title", "required"),
            (too_long(&self.title, MAINTENANCE_TITLE), "title", "too_long"),
            (too_long(&self.text, MAINTENANCE_TEXT), "text", "too_long"),
            (self.ends_at <= self.starts_at, "ends_at", "before_start"),
            (self.ends_at > self.starts_at + longest, "ends_at", "too_far"),
            (self.announced_at > self.starts_at, "announced_at", "after_start"),
            (
                self.announced_at + EARLIEST_NOTICE < self.starts_at,
                "announced_at",
                "too_far",
            ),
        ];
        let wrong: Vec<_> = wrong
            .into_iter()
            .filter(|(is, ..)| *is)
            .map(|(_, field, code)| MaintenanceError { field, code })
            .collect();
        if wrong.is_empty() { Ok(self) } else { Err(wrong) }
    }

    /// Where it stands; `ended` when it was called off or finished before its time.
    pub fn phase(&self, ended: Option<Ended>, now: Timestamp) -> MaintenancePhase {
        match ended {
            Some(Ended::Cancelled(_)) => MaintenancePhase::Cancelled,
            Some(Ended::Finished(_)) => MaintenancePhase::Over,
            None if now < self.starts_at => MaintenancePhase::Ahead,
            None if now < self.ends_at => MaintenancePhase::UnderWay,
            None => MaintenancePhase::Over,
        }
    }

    /// Whether users see it: from its announcement until a week after it ended. What was called off before it was announced
    /// was never there for them.
    pub fn is_shown(&self, ended: Option<Ended>, now: Timestamp) -> bool {
        let end = match ended {
            Some(Ended::Cancelled(at)) if at < self.announced_at => return false,
            Some(Ended::Cancelled(at) | Ended::Finished(at)) => at,
            None => self.ends_at,
        };
        self.announced_at <= now && now < end + MAINTENANCE_REMEMBERED
    }

    /// Whether every page says so: announced, and not over.
    pub fn is_current(&self, ended: Option<Ended>, now: Timestamp) -> bool {
        let ahead = matches!(
            self.phase(ended, now),
            MaintenancePhase::Ahead | MaintenancePhase::UnderWay
        );
        ahead && self.announced_at <= now
    }

    /// Its title in this language, else in English, else in whichever there is.
    pub fn title_in(&self, language: Language) -> &str {
        in_language(&self.title, language)
    }

    /// What is said of it in this language, by the same rule.
    pub fn text_in(&self, language: Language) -> &str {
        in_language(&self.text, language)
    }
}

/// How a plan ended by hand, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    Cancelled(Timestamp),
    Finished(Timestamp),
}

fn in_language(words: &BTreeMap<Language, String>, language: Language) -> &str {
    let found = words.get(&language).or_else(|| words.get(&Language::En));
    found.or_else(|| words.values().next()).map_or("", String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const T: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);

    fn plan() -> Maintenance {
        Maintenance {
            kind: MaintenanceKind::Maintenance,
            impact: MaintenanceImpact::Degraded,
            starts_at: T,
            ends_at: T + Span::hours(2),
            announced_at: T - Span::days(3),
            title: [
                (Language::ZhCn, " 数据库升级 ".to_owned()),
                (Language::En, "  ".to_owned()),
            ]
            .into(),
            text: BTreeMap::new(),
        }
    }

    #[test]
    fn a_plan_says_what_it_must() {
        let kept = plan().checked().unwrap();
        assert_eq!(kept.title, [(Language::ZhCn, "数据库升级".to_owned())].into());
        assert_eq!(kept.title_in(Language::Ja), "数据库升级");
        let wrong = Maintenance {
            title: BTreeMap::new(),
            text: [(Language::En, "x".repeat(2_001))].into(),
            ends_at: T,
            announced_at: T + Span::hours(1),
            ..plan()
        };
        let wrong: Vec<_> = wrong
            .checked()
            .unwrap_err()
            .iter()
            .map(|one| (one.field, one.code))
            .collect();
        assert_eq!(
            wrong,
            [
                ("title", "required"),
                ("text", "too_long"),
                ("ends_at", "before_start"),
                ("announced_at", "after_start")
            ]
        );
        let long = Maintenance {
            ends_at: T + Span::days(31),
            ..plan()
        };
        assert_eq!(long.clone().checked().unwrap_err()[0].code, "too_far");
        assert!(
            Maintenance {
                kind: MaintenanceKind::Renewal,
                ..long
            }
            .checked()
            .is_ok()
        );
    }

    #[test]
    fn users_hear_of_it_from_its_announcement_until_it_is_past() {
        let plan = plan();
        let shown = |ended, at| (plan.is_shown(ended, at), plan.is_current(ended, at));
        assert_eq!(shown(None, T - Span::days(4)), (false, false));
        assert_eq!(shown(None, T - Span::days(3)), (true, true));
        assert_eq!(shown(None, T + Span::hours(1)), (true, true));
        assert_eq!(plan.phase(None, T + Span::hours(1)), MaintenancePhase::UnderWay);
        assert_eq!(shown(None, T + Span::hours(2)), (true, false));
        assert_eq!(shown(None, T + Span::days(8)), (false, false));
        let early = Some(Ended::Cancelled(T - Span::days(5)));
        assert_eq!(
            shown(early, T - Span::days(1)),
            (false, false),
            "it was never announced"
        );
        let off = Some(Ended::Cancelled(T - Span::days(1)));
        assert_eq!(shown(off, T), (true, false), "those who were told are told");
        let done = Some(Ended::Finished(T + Span::hours(1)));
        assert_eq!(plan.phase(done, T + Span::hours(1)), MaintenancePhase::Over);
    }

    proptest! {
        #[test]
        fn phases_come_in_order_and_what_is_current_is_shown(hours in prop::collection::vec(-200_i64..400, 2..20)) {
            let plan = plan();
            let mut hours = hours;
            hours.sort_unstable();
            let mut last = MaintenancePhase::Ahead;
            for hour in hours {
                let now = T + Span::hours(hour);
                let phase = plan.phase(None, now);
                prop_assert!(phase >= last);
                last = phase;
                prop_assert!(!plan.is_current(None, now) || plan.is_shown(None, now));
            }
        }
    }
}
