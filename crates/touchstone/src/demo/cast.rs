//! Who takes part: teams and staff as the texts name them, and customers who do not exist. Names are drawn by how
//! common they are; addresses and numbers lie in ranges that reach nobody.

use super::corpus::{Corpus, Voice};
use super::random::Random;
use anyhow::{Context as _, Result};
use touchstone_domain::access::Role;
use touchstone_domain::language::Language;
use touchstone_domain::ticket::Tier;

/// How many customers write in.
pub(super) const REQUESTERS: usize = 3_000;

/// How many of a hundred customers write in which language.
const LANGUAGES: [(Language, f64); 4] = [
    (Language::ZhCn, 81.0),
    (Language::En, 9.0),
    (Language::Ja, 5.5),
    (Language::Ko, 4.5),
];

const TIERS: [(Tier, f64); 3] = [
    (Tier::General, 86.0),
    (Tier::Premium, 9.0),
    (Tier::Enterprise, 5.0),
];

/// A customer.
pub(super) struct Requester {
    pub(super) name: String,
    pub(super) surname: String,
    pub(super) given: String,
    pub(super) email: Option<String>,
    pub(super) phone: Option<String>,
    pub(super) language: Language,
    pub(super) tier: Tier,
    /// How often they write, compared with the others.
    pub(super) weight: f64,
}

/// One of the staff.
pub(super) struct Employee {
    pub(super) role: Role,
    pub(super) name: String,
    pub(super) email: String,
    /// Index into the teams.
    pub(super) team: Option<usize>,
    pub(super) languages: Vec<Language>,
}

/// A team and the top-level categories it handles.
pub(super) struct Team {
    pub(super) name: String,
    pub(super) tops: Vec<String>,
}

/// Everybody.
pub(super) struct Cast {
    pub(super) teams: Vec<Team>,
    pub(super) staff: Vec<Employee>,
    pub(super) requesters: Vec<Requester>,
}

impl Cast {
    pub(super) fn new(corpus: &Corpus, seed: u64) -> Result<Self> {
        let people = &corpus.people;
        let teams = people
            .teams
            .iter()
            .map(|team| Team {
                name: team.name.clone(),
                tops: team.tops.clone(),
            })
            .collect();
        let mut staff = Vec::with_capacity(people.users.len());
        for user in &people.users {
            let team = user.team.as_ref().map(|key| {
                let place = people.teams.iter().position(|team| team.key == *key);
                place.with_context(|| format!("{} is in a team that does not exist", user.email))
            });
            staff.push(Employee {
                role: user.role.parse()?,
                name: user.name.clone(),
                email: user.email.clone(),
                team: team.transpose()?,
                languages: user.languages.clone(),
            });
        }
        let requesters = (0..REQUESTERS)
            .map(|index| requester(corpus, seed, index))
            .collect::<Result<_>>()?;
        Ok(Self {
            teams,
            staff,
            requesters,
        })
    }
}

fn requester(corpus: &Corpus, seed: u64, index: usize) -> Result<Requester> {
    let mut random = Random::of(seed, "requester", index);
    let language = random.choose(&LANGUAGES, Language::ZhCn);
    let (surname, given) = name(corpus.voice(language)?, &mut random);
    let full = match language {
        Language::ZhCn | Language::Ko => format!("{surname}{given}"),
        Language::Ja => format!("{surname} {given}"),
        Language::En => format!("{given} {surname}"),
    };
    // One of both at least; most people leave the phone number the parcel carries.
    let (with_email, with_phone) =
        random.choose(&[((true, true), 42.0), ((false, true), 38.0)], (true, false));
    let tier = random.choose(&TIERS, Tier::General);
    let often = if tier == Tier::General { 1.0 } else { 1.8 };
    Ok(Requester {
        name: full,
        surname,
        given,
        email: with_email.then(|| email(corpus, &mut random, index)),
        phone: with_phone.then(|| phone(language, &mut random, index)),
        language,
        tier,
        weight: random.around(often, 0.9),
    })
}

fn name(voice: &Voice, random: &mut Random) -> (String, String) {
    let names = &voice.names;
    let index = random.weighted(names.surnames.iter().map(|surname| surname.1));
    let surname = names
        .surnames
        .get(index)
        .map(|surname| surname.0.clone())
        .unwrap_or_default();
    (surname, random.pick(&names.given).cloned().unwrap_or_default())
}

/// Unique by the customer's index, under names reserved by RFC 2606.
fn email(corpus: &Corpus, random: &mut Random, index: usize) -> String {
    let people = &corpus.people;
    let handle = random.pick(&people.handles).map_or("user", String::as_str);
    let domain = random.pick(&people.domains).map_or("example.com", String::as_str);
    format!("{handle}{}@{domain}", 1_000 + index)
}

/// Unique by the customer's index, in ranges that are kept for fiction (Ofcom's 07700 900, the North American 555-01) or
/// have never been given to subscribers (China's 154, a zero after Japan's 090 and Korea's 010).
fn phone(language: Language, random: &mut Random, index: usize) -> String {
    let filler = random.between(0, 9_999);
    match language {
        Language::ZhCn => format!("154{filler:04}{index:04}"),
        Language::Ja => format!("+81 90 0{:03} {index:04}", filler % 1_000),
        Language::Ko => format!("+82 10 0{:03} {index:04}", filler % 1_000),
        Language::En if index.is_multiple_of(2) && index < 2_000 => format!("+44 7700 900{:03}", index / 2),
        Language::En => format!("+1 {} 555 01{:02}", 201 + index / 100, index % 100),
    }
}

#[cfg(test)]
mod tests {
    use super::{Cast, REQUESTERS};
    use crate::demo::corpus::Corpus;
    use std::collections::BTreeSet;
    use touchstone_domain::access::Role;
    use touchstone_domain::contact::{email_normalise, phone_normalise};
    use touchstone_domain::language::Language;

    #[test]
    fn the_staff_is_the_one_that_is_promised() {
        let cast = Cast::new(&Corpus::load().unwrap(), 1).unwrap();
        let count = |role| cast.staff.iter().filter(|one| one.role == role).count();
        assert_eq!(cast.teams.len(), 4);
        assert_eq!(
            [
                count(Role::Administrator),
                count(Role::TeamLead),
                count(Role::Agent)
            ],
            [1, 4, 12]
        );
        assert_eq!([count(Role::QualityManager), count(Role::Executive)], [1, 1]);
        for (index, team) in cast.teams.iter().enumerate() {
            assert_eq!(
                cast.staff.iter().filter(|one| one.team == Some(index)).count(),
                4,
                "{}",
                team.name
            );
        }
    }

    #[test]
    fn customers_can_be_told_apart_and_reached_by_nobody() {
        let cast = Cast::new(&Corpus::load().unwrap(), 1).unwrap();
        assert_eq!(cast.requesters.len(), REQUESTERS);
        let emails: Vec<_> = cast
            .requesters
            .iter()
            .filter_map(|one| one.email.as_deref())
            .collect();
        let phones: Vec<_> = cast
            .requesters
            .iter()
            .filter_map(|one| one.phone.as_deref())
            .collect();
        let unique: BTreeSet<_> = emails
            .iter()
            .map(|email| email_normalise(email).unwrap())
            .collect();
        assert_eq!(unique.len(), emails.len());
        assert!(unique.iter().all(|email| {
            let domain = email.rsplit('@').next().unwrap();
            ["example.com", "example.org", "example.net"].contains(&domain) || domain.ends_with(".example")
        }));
        let unique: BTreeSet<_> = phones
            .iter()
            .map(|phone| phone_normalise(phone).unwrap())
            .collect();
        assert_eq!(unique.len(), phones.len());
        let reserved = ["+86154", "+44770090", "+1", "+81900", "+82100"];
        assert!(
            unique
                .iter()
                .all(|phone| reserved.iter().any(|range| phone.starts_with(range)))
        );
        assert!(
            cast.requesters
                .iter()
                .all(|one| one.email.is_some() || one.phone.is_some())
        );
        let chinese = cast
            .requesters
            .iter()
            .filter(|one| one.language == Language::ZhCn)
            .count();
        assert!((2_300..2_600).contains(&chinese), "{chinese}");
    }
}
