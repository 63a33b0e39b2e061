//! Who of the staff is at work when: shifts that rotate by the week, two days off, a night watch for what cannot wait.

use super::cast::Cast;
use super::day::{Day, hour_of};
use super::random::Random;
use touchstone_domain::access::Role;
use touchstone_domain::category::CategoryPath;
use touchstone_domain::language::Language;
use touchstone_domain::time::{Span, Timestamp};

/// First and last hour of the shifts of agents.
const SHIFTS: [(f64, f64); 3] = [(8.0, 17.0), (10.0, 19.5), (13.5, 23.0)];
/// A team lead's hours, Monday to Friday.
const LEAD: (f64, f64) = (9.0, 18.5);

const OVERTIME: Span = Span::minutes(35);

/// The staff who handle requests, by their index in the cast.
pub(super) struct Roster<'a> {
    cast: &'a Cast,
    agents: Vec<usize>,
}

impl<'a> Roster<'a> {
    pub(super) fn new(cast: &'a Cast) -> Self {
        let is_agent = |index: &usize| cast.staff.get(*index).is_some_and(|one| one.role == Role::Agent);
        Self {
            cast,
            agents: (0..cast.staff.len()).filter(is_agent).collect(),
        }
    }

    /// The hours in which somebody works on a day; none on a day off.
    fn hours(&self, employee: usize, day: Day) -> Option<(f64, f64)> {
        if self.cast.staff.get(employee)?.role == Role::TeamLead {
            return (day.weekday() < 5).then_some(LEAD);
        }
        let week = usize::try_from((day.number() + 3).div_euclid(7)).unwrap_or(0);
        let off = (day.weekday() + 2 * employee) % 7 < 2;
        if off {
            None
        } else {
            SHIFTS.get((employee + week) % SHIFTS.len()).copied()
        }
    }

    pub(super) fn at_work(&self, employee: usize, at: Timestamp) -> bool {
        let hour = hour_of(at);
        self.hours(employee, Day::of(at))
            .is_some_and(|(from, to)| from <= hour && hour < to)
    }

    /// When somebody gets to what came up at `at`: at once while at work (nobody drops what they are at when the shift
    /// ends), else some time into their next shift.
    pub(super) fn next_at_work(&self, employee: usize, at: Timestamp, random: &mut Random) -> Timestamp {
        if self.at_work(employee, at) || self.at_work(employee, at - OVERTIME) {
            return at;
        }
        let today = Day::of(at);
        for ahead in 0..8 {
            let day = today.plus(ahead);
            if let Some((from, _)) = self.hours(employee, day) {
                let start = day.at_hour(from);
                if start > at {
                    return start + Span::minutes(1).mul_f64(random.around(22.0, 0.8).min(150.0));
                }
            }
        }
        at
    }

    /// The team for a category, by its index: what is not written in Chinese goes to those who read it.
    pub(super) fn team(&self, category: &CategoryPath, language: Language) -> usize {
        let teams = &self.cast.teams;
        let speaks = |index: usize| {
            self.cast
                .staff
                .iter()
                .any(|one| one.team == Some(index) && one.languages.contains(&language))
        };
        let by_language = (0..teams.len()).find(|index| speaks(*index));
        let by_category = teams
            .iter()
            .position(|team| team.tops.iter().any(|top| top == category.top()));
        by_language.or(by_category).unwrap_or(0)
    }

    /// Who takes a request that came up at `at`: somebody of the team who is at work, else whoever of it comes first.
    pub(super) fn taker(&self, team: usize, language: Language, at: Timestamp, random: &mut Random) -> usize {
        let of_team = |index: &usize| {
            self.cast
                .staff
                .get(*index)
                .is_some_and(|one| one.team == Some(team))
        };
        let reads = |index: &usize| {
            let fits = self
                .cast
                .staff
                .get(*index)
                .map(|one| one.role == Role::TeamLead || one.languages.contains(&language));
            language == Language::ZhCn || fits.unwrap_or(false)
        };
        let everybody: Vec<usize> = (0..self.cast.staff.len()).filter(of_team).filter(reads).collect();
        let (leads, agents): (Vec<usize>, Vec<usize>) = everybody.iter().partition(|index| {
            self.cast
                .staff
                .get(**index)
                .is_some_and(|one| one.role == Role::TeamLead)
        });
        let mut here: Vec<usize> = agents
            .iter()
            .copied()
            .filter(|index| self.at_work(*index, at))
            .collect();
        if here.is_empty() || random.chance(0.05) {
            here.extend(leads.iter().copied().filter(|index| self.at_work(*index, at)));
        }
        match random.pick(&here) {
            Some(employee) => *employee,
            None => self.earliest(&everybody, at),
        }
    }

    /// Who leads a team.
    pub(super) fn lead(&self, team: usize) -> usize {
        let leads = |one: &super::cast::Employee| one.team == Some(team) && one.role == Role::TeamLead;
        self.cast.staff.iter().position(leads).unwrap_or(0)
    }

    fn earliest(&self, people: &[usize], at: Timestamp) -> usize {
        let first = |index: &&usize| self.next_at_work(**index, at, &mut Random::new(0));
        people.iter().min_by_key(first).copied().unwrap_or(0)
    }

    /// Who watches at night.
    pub(super) fn watch(&self, at: Timestamp) -> usize {
        let night = usize::try_from(Day::of(at).number()).unwrap_or(0);
        self.agents
            .get(night % self.agents.len().max(1))
            .copied()
            .unwrap_or(0)
    }
}

/// Whether `at` is in the hours of the night watch.
pub(super) fn by_night(at: Timestamp) -> bool {
    !(8.0..23.0).contains(&hour_of(at))
}

#[cfg(test)]
mod tests {
    use super::Roster;
    use crate::demo::cast::Cast;
    use crate::demo::corpus::Corpus;
    use crate::demo::day::Day;
    use crate::demo::random::Random;
    use touchstone_domain::access::Role;
    use touchstone_domain::language::Language;

    #[test]
    fn somebody_reads_every_language_and_works_by_day() {
        let cast = Cast::new(&Corpus::load().unwrap(), 1).unwrap();
        let roster = Roster::new(&cast);
        let mut random = Random::new(1);
        for number in 20_000..20_028 {
            let noon = Day::new(number).at_hour(14.0);
            let category = "order/cancel".parse().unwrap();
            for language in Language::ALL {
                let team = roster.team(&category, *language);
                let taker = roster.taker(team, *language, noon, &mut random);
                let taker = &cast.staff[taker];
                assert_eq!(taker.team, Some(team));
                assert!(
                    taker.role == Role::TeamLead
                        || *language == Language::ZhCn
                        || taker.languages.contains(language)
                );
            }
            let at_work = (0..cast.staff.len())
                .filter(|one| roster.at_work(*one, noon))
                .count();
            assert!(at_work >= 5, "{at_work} at work");
        }
    }

    #[test]
    fn what_comes_up_outside_a_shift_waits_for_the_next() {
        let cast = Cast::new(&Corpus::load().unwrap(), 1).unwrap();
        let roster = Roster::new(&cast);
        let mut random = Random::new(1);
        for employee in (0..cast.staff.len()).filter(|one| cast.staff[*one].team.is_some()) {
            let at = Day::new(20_000).at_hour(2.0);
            let next = roster.next_at_work(employee, at, &mut random);
            assert!(
                next > at && roster.at_work(employee, next),
                "{}",
                cast.staff[employee].name
            );
        }
    }
}
