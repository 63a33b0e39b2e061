//! One request from its first word to its last: what happens to it, when, and who does it. Delays follow the staff's
//! shifts and how busy the day is, so breaches come from nights, days off and sales, as they do in life. What the timers
//! do (reminders, silence, archive) is left to the timers; how a step is carried out, to `stage`.

mod steps;

use super::cast::{Cast, Requester};
use super::corpus::{Corpus, Matter};
use super::day::Day;
use super::explain::{Explanation, explanation};
use super::filling::Filling;
use super::mix::{self, Facts};
use super::random::Random;
use super::rhythm::load;
use super::roster::{Roster, by_night};
use anyhow::{Context as _, Result};
use steps::Steps;
use touchstone_domain::category::CategoryPath;
use touchstone_domain::ticket::{Class, Kind, Urgency};
use touchstone_domain::time::{Span, Timestamp};

/// A request and everything that will happen to it.
pub(super) struct Story {
    pub(super) at: Timestamp,
    /// Index into the cast's requesters.
    pub(super) requester: usize,
    pub(super) facts: Facts,
    pub(super) claimed_urgency: Option<Urgency>,
    /// The category the requester picked.
    pub(super) picked: Option<CategoryPath>,
    pub(super) subject: String,
    pub(super) body: String,
    pub(super) demand: Option<String>,
    pub(super) order_no: Option<String>,
    pub(super) files: Vec<String>,
    pub(super) team: usize,
    /// In order of time.
    pub(super) steps: Vec<Step>,
}

/// Something that happens to a request.
pub(super) struct Step {
    pub(super) at: Timestamp,
    /// Who of the staff does it; for a requester's step, nobody.
    pub(super) by: Option<usize>,
    pub(super) act: Act,
}

/// What is done. Texts are ready to be sent.
pub(super) enum Act {
    /// Judged by a person; a class other than general has a reason.
    Classify {
        reason: Option<String>,
    },
    Assign {
        to: usize,
    },
    Start,
    Reply {
        text: String,
    },
    Note {
        text: String,
    },
    WaitRequester,
    WaitThirdParty,
    Resume,
    Resolve {
        solution: String,
    },
    /// Says why promises of it were not kept, if any were not.
    Explain(Explanation),
    Spam,
    Close {
        reason: String,
    },
    /// The requester writes, answers or sends evidence.
    Write {
        text: String,
        files: Vec<String>,
    },
    Confirm,
    Object {
        reason: String,
    },
    Rate {
        score: u8,
        dimensions: [Option<u8>; 5],
        comment: Option<String>,
    },
    /// The requester asks to have it ended; the agent does so.
    Withdraw,
}

/// Where stories come from.
pub(super) struct Author<'a> {
    corpus: &'a Corpus,
    cast: &'a Cast,
    roster: Roster<'a>,
    seed: u64,
    end: Timestamp,
    weights: Vec<f64>,
    /// How many requests there are.
    count: usize,
}

const MINUTE: f64 = 1.0;
const HOUR: f64 = 60.0;

impl<'a> Author<'a> {
    pub(super) fn new(corpus: &'a Corpus, cast: &'a Cast, seed: u64, end: Timestamp, count: usize) -> Self {
        let weights = cast.requesters.iter().map(|one| one.weight).collect();
        Self {
            corpus,
            cast,
            roster: Roster::new(cast),
            seed,
            end,
            weights,
            count,
        }
    }

    /// Whose turn it is to write at all, if it is somebody's.
    fn turn(&self, index: usize) -> Option<usize> {
        let every = (self.count / self.weights.len().max(1)).max(1);
        let requester = index / every;
        (index.is_multiple_of(every) && requester < self.weights.len()).then_some(requester)
    }

    /// The story of the `index`th request, which arrives at `at`.
    pub(super) fn story(&self, index: usize, at: Timestamp) -> Result<Story> {
        let mut random = Random::of(self.seed, "request", index);
        // Everybody writes once, spread over the time; the rest come from those who often do.
        let requester = match self.turn(index) {
            Some(requester) => requester,
            None => random.weighted(self.weights.iter().copied()),
        };
        let person = self
            .cast
            .requesters
            .get(requester)
            .context("the demo has no customers")?;
        let voice = self.corpus.voice(person.language)?;
        let (matter, situation, facts) =
            mix::draw(voice, person.tier, &mut random).context("the demo has no situations")?;
        let mut filling = Filling::new(
            self.corpus,
            voice,
            Day::of(at),
            Random::of(self.seed, "words", index),
        );
        introduce(&mut filling, person, &voice.phrases.agent.title, &mut random);
        filling.about(situation)?;
        let team = self.roster.team(&facts.category, person.language);
        let mut story = Story {
            at,
            requester,
            claimed_urgency: mix::claimed(&facts, &mut random),
            picked: mix::picked(&facts, voice, &mut random),
            subject: filling.one(&situation.subject)?,
            body: filling.letter(situation)?,
            demand: Some(filling.one(&situation.demand)?).filter(|demand| !demand.is_empty()),
            order_no: None,
            files: Vec::new(),
            team,
            steps: Vec::new(),
            facts,
        };
        if story.facts.order && random.chance(0.82) {
            story.order_no = Some(filling.fill("{order}")?);
        }
        if random.chance(0.035) {
            story.files = file_names(&mut filling, &mut random)?;
        }
        let steps = Steps {
            author: self,
            matter,
            person,
            filling,
            random,
            at,
            busy: load(Day::of(at)),
            agent: 0,
            steps: Vec::new(),
            met: false,
            lead: String::new(),
        };
        steps.fill_in(&mut story)?;
        story.steps.retain(|step| step.at < self.end);
        Ok(story)
    }
}

fn introduce(filling: &mut Filling<'_>, person: &Requester, titles: &[String], random: &mut Random) {
    filling.set("name", person.name.as_str());
    filling.set("surname", person.surname.as_str());
    filling.set("given", person.given.as_str());
    filling.set("title", random.pick(titles).map_or("", String::as_str));
}

fn file_names(filling: &mut Filling<'_>, random: &mut Random) -> Result<Vec<String>> {
    let count = 1 + random.below(2);
    let names = filling.phrases().file_name.clone();
    (0..count)
        .map(|_| Ok(format!("{}{}.png", filling.one(&names)?, random.between(1, 99))))
        .collect()
}
