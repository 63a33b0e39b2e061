//! The steps of a story, made up one after the other: who does what next, and how long it takes them. What the story is
//! about was settled before.

use super::*;

/// The steps of one story while they are being made up: a cursor in time, and who has it.
pub(super) struct Steps<'a, 'b> {
    pub(super) author: &'b Author<'a>,
    pub(super) matter: &'a Matter,
    pub(super) person: &'a Requester,
    pub(super) filling: Filling<'a>,
    pub(super) random: Random,
    pub(super) at: Timestamp,
    /// How much slower than usual everybody is.
    pub(super) busy: f64,
    pub(super) agent: usize,
    pub(super) steps: Vec<Step>,
    /// Whether the agent has written before.
    pub(super) met: bool,
    /// What the next message says after its greeting.
    pub(super) lead: String,
}

impl Steps<'_, '_> {
    pub(super) fn fill_in(mut self, story: &mut Story) -> Result<()> {
        let age = self.author.end - self.at;
        // The newest of all are still to be looked at: the inbox the visitor finds.
        let untouched = age < Span::hours(6) && self.random.chance(0.3);
        match self.random.below(1_000) {
            _ if untouched => {}
            0..18 => self.spam(story)?,
            18..36 => self.withdrawn(story)?,
            36..48 => self.closed(story)?,
            _ => self.handled(story)?,
        }
        story.steps = self.steps;
        Ok(())
    }

    fn later(&mut self, median_minutes: f64, spread: f64) {
        let minutes = self.random.around(median_minutes, spread);
        self.at = self.at + Span::minutes(1).mul_f64(minutes) + Span::seconds(self.random.between(1, 59));
    }

    /// Some time of work later, when the agent is there.
    fn after_work(&mut self, median_minutes: f64, spread: f64) {
        self.later(median_minutes * self.busy, spread);
        self.at = self
            .author
            .roster
            .next_at_work(self.agent, self.at, &mut self.random);
    }

    fn staff(&mut self, act: Act) {
        self.steps.push(Step {
            at: self.at,
            by: Some(self.agent),
            act,
        });
    }

    fn requester(&mut self, act: Act) {
        self.steps.push(Step {
            at: self.at,
            by: None,
            act,
        });
    }

    /// Somebody takes the request: the night watch what cannot wait, else the team's people when they are there.
    fn taken(&mut self, story: &Story) -> Result<()> {
        let urgent = story.facts.urgency == Urgency::Urgent;
        self.later(
            if urgent {
                0.8 * MINUTE
            } else {
                1.7 * MINUTE * self.busy
            },
            0.8,
        );
        let roster = &self.author.roster;
        if by_night(self.at) && self.random.chance(if urgent { 0.95 } else { 0.45 }) {
            self.agent = roster.watch(self.at);
            self.later(3.0 * MINUTE, 0.7);
        } else {
            self.agent = roster.taker(story.team, self.person.language, self.at, &mut self.random);
            self.at = roster.next_at_work(self.agent, self.at, &mut self.random);
        }
        let name = self
            .author
            .cast
            .staff
            .get(self.agent)
            .map_or("", |one| one.name.as_str());
        self.filling.set("agent", name);
        Ok(())
    }

    fn spam(&mut self, story: &mut Story) -> Result<()> {
        let spam = &self.author.corpus.voice(self.person.language)?.phrases.spam;
        if let Some(spam) = self.random.pick(spam) {
            story.subject = self.filling.fill(&spam.subject)?;
            story.body = self.filling.fill(&spam.body)?;
            (story.demand, story.order_no, story.picked) = (None, None, None);
            story.files.clear();
        }
        // Nobody has it yet, and whoever closes what is not theirs leads the team.
        self.agent = self.author.roster.lead(story.team);
        self.after_work(20.0 * MINUTE, 0.8);
        self.staff(Act::Spam);
        Ok(())
    }

    fn withdrawn(&mut self, story: &Story) -> Result<()> {
        self.opened(story)?;
        self.later(5.0 * HOUR, 0.9);
        let phrases = self.filling.phrases();
        let text = self.filling.one(&phrases.requester.withdraw)?;
        self.requester(Act::Write {
            text,
            files: Vec::new(),
        });
        self.after_work(30.0 * MINUTE, 0.7);
        self.staff(Act::Withdraw);
        Ok(())
    }

    fn closed(&mut self, story: &Story) -> Result<()> {
        self.opened(story)?;
        self.after_work(2.0 * HOUR, 0.9);
        let phrases = self.filling.phrases();
        let reason = self.filling.one(&phrases.internal.close)?;
        self.staff(Act::Close { reason });
        Ok(())
    }

    /// Classified, assigned and answered for the first time.
    fn opened(&mut self, story: &Story) -> Result<()> {
        self.taken(story)?;
        let reason = match story.facts.class {
            Class::General => None,
            _ => {
                let phrases = self.filling.phrases();
                Some(self.filling.one(&phrases.internal.reason)?)
            }
        };
        self.staff(Act::Classify { reason });
        if self.random.chance(0.3) {
            self.later(2.0 * MINUTE, 0.6);
        }
        self.staff(Act::Assign { to: self.agent });
        if story.facts.urgency == Urgency::Urgent {
            self.later(0.4 * MINUTE, 0.5);
            self.staff(Act::Start);
        }
        let patient = matches!(
            story.facts.kind,
            Kind::Complaint | Kind::AfterSales | Kind::Feedback
        );
        let median = match story.facts.urgency {
            Urgency::Urgent => 1.6 * MINUTE,
            _ if patient => 38.0 * MINUTE,
            _ => 3.6 * MINUTE,
        };
        self.later(median * self.busy, 0.75);
        if !by_night(self.at) {
            self.at = self
                .author
                .roster
                .next_at_work(self.agent, self.at, &mut self.random);
        }
        Ok(())
    }

    fn handled(&mut self, story: &Story) -> Result<()> {
        self.opened(story)?;
        if self.random.chance(0.92) {
            let text = self.spoken(&self.matter.reply, Tail::Bye)?;
            self.staff(Act::Reply { text });
        }
        if self.random.chance(0.1) {
            self.added()?;
        }
        if self.random.chance(0.22) {
            self.later(12.0 * MINUTE, 0.7);
            self.note(&self.matter.note)?;
        }
        if self.random.chance(0.33) && !self.asked()? {
            return Ok(());
        }
        if self.random.chance(if story.facts.class == Class::General {
            0.2
        } else {
            0.7
        }) {
            self.third_party(&story.facts.category)?;
        }
        if self.random.chance(0.13) {
            self.nudged()?;
        }
        self.solved(story)?;
        self.judged(story)
    }

    fn note(&mut self, texts: &[String]) -> Result<()> {
        let text = self.filling.one(texts)?;
        self.staff(Act::Note { text });
        Ok(())
    }

    /// The agent asks and waits; false when no answer ever comes.
    fn asked(&mut self) -> Result<bool> {
        self.after_work(25.0 * MINUTE, 0.9);
        let Some((question, answer)) = self.random.pick(&self.matter.ask) else {
            return Ok(true);
        };
        let text = self.spoken(std::slice::from_ref(question), Tail::None)?;
        self.staff(Act::Reply { text });
        self.staff(Act::WaitRequester);
        if self.random.chance(0.05) {
            return Ok(false);
        }
        let asked = self.at;
        self.later(2.2 * HOUR, 1.2);
        // Who answers does so before the desk gives up.
        self.at = self.at.min(asked + Span::hours(70));
        let text = self.filling.fill(answer)?;
        let files = if self.random.chance(0.08) {
            file_names(&mut self.filling, &mut self.random)?
        } else {
            Vec::new()
        };
        self.requester(Act::Write { text, files });
        Ok(true)
    }

    fn third_party(&mut self, category: &CategoryPath) -> Result<()> {
        self.after_work(30.0 * MINUTE, 0.9);
        let phrases = self.filling.phrases();
        let text = self.spoken(phrases.agent.third_party.of(category), Tail::None)?;
        self.staff(Act::Reply { text });
        self.staff(Act::WaitThirdParty);
        self.after_work(9.0 * HOUR, 0.9);
        self.staff(Act::Resume);
        self.note(phrases.internal.resumed.of(category))
    }

    /// The requester adds something unasked: a picture, or a word of thanks.
    fn added(&mut self) -> Result<()> {
        self.later(20.0 * MINUTE, 0.9);
        let phrases = self.filling.phrases();
        let (texts, files) = if self.random.chance(0.35) {
            (
                &phrases.requester.evidence,
                file_names(&mut self.filling, &mut self.random)?,
            )
        } else {
            (&phrases.requester.reply_thanks, Vec::new())
        };
        let text = self.filling.one(texts)?;
        self.requester(Act::Write { text, files });
        Ok(())
    }

    fn nudged(&mut self) -> Result<()> {
        self.later(3.5 * HOUR, 0.8);
        let phrases = self.filling.phrases();
        let text = self.filling.one(&phrases.requester.nudge)?;
        self.requester(Act::Write {
            text,
            files: Vec::new(),
        });
        self.after_work(25.0 * MINUTE, 0.9);
        let text = self.spoken(&phrases.agent.update, Tail::None)?;
        self.staff(Act::Reply { text });
        Ok(())
    }

    fn solved(&mut self, story: &Story) -> Result<()> {
        let effort = match (story.facts.class, story.facts.urgency) {
            (Class::General, Urgency::Urgent) => 1.2,
            (Class::General, _) => 2.4,
            _ => 14.0,
        };
        self.after_work(effort * HOUR, 1.0);
        let solution = self.spoken(&self.matter.solution, Tail::Solved)?;
        self.staff(Act::Resolve { solution });
        if self.random.chance(0.8) {
            let said = explanation(&story.facts.category, &mut self.random);
            self.at = self.at + Span::minutes(1);
            self.staff(Act::Explain(said));
        }
        Ok(())
    }

    /// The requester's word: agreement, an objection first, or silence; then perhaps a rating, perhaps a second thought.
    fn judged(&mut self, story: &Story) -> Result<()> {
        let solved = self.at;
        self.later(3.0 * HOUR, 1.1);
        self.at = self.at.min(solved + Span::hours(68));
        let phrases = self.filling.phrases();
        let mut content = true;
        if self.random.chance(0.075) {
            content = false;
            let reason = self.filling.one(&self.matter.objection)?;
            self.requester(Act::Object { reason });
            self.after_work(1.5 * HOUR, 0.9);
            self.lead = self.filling.one(&phrases.agent.sorry)?;
            let solution = self.spoken(&self.matter.solution, Tail::Solved)?;
            self.staff(Act::Resolve { solution });
            self.later(2.0 * HOUR, 0.9);
        }
        if self.random.chance(0.4) {
            return Ok(());
        }
        self.requester(Act::Confirm);
        if self.random.chance(0.62) {
            self.later(4.0 * MINUTE, 1.2);
            let long = self.at - story.at > Span::hours(48);
            self.rating(content && !long)?;
        }
        if self.random.chance(0.035) {
            self.reopened()?;
        }
        Ok(())
    }

    fn reopened(&mut self) -> Result<()> {
        let confirmed = self.at;
        self.later(30.0 * HOUR, 0.8);
        self.at = self.at.min(confirmed + Span::days(6));
        let text = self.filling.one(&self.matter.reopen)?;
        self.requester(Act::Write {
            text,
            files: Vec::new(),
        });
        self.after_work(35.0 * MINUTE, 0.8);
        let phrases = self.filling.phrases();
        self.lead = self.filling.one(&phrases.agent.sorry)?;
        let text = self.spoken(&self.matter.reply, Tail::None)?;
        self.staff(Act::Reply { text });
        if self.random.chance(0.4) {
            self.note(&phrases.internal.handover)?;
        }
        self.after_work(5.0 * HOUR, 0.9);
        let solution = self.spoken(&self.matter.solution, Tail::Solved)?;
        self.staff(Act::Resolve { solution });
        self.later(4.0 * HOUR, 0.9);
        if self.random.chance(0.6) {
            self.requester(Act::Confirm);
        }
        Ok(())
    }

    fn rating(&mut self, content: bool) -> Result<()> {
        let pleased = [(5, 58.0), (4, 26.0), (3, 9.0), (2, 4.0)];
        let cross = [(1, 21.0), (2, 17.0), (3, 24.0), (4, 22.0)];
        let score: u8 = if content {
            self.random.choose(&pleased, 1)
        } else {
            self.random.choose(&cross, 5)
        };
        let phrases = self.filling.phrases();
        let comment = match phrases.rating.get(&score.to_string()) {
            Some(comments) => self.filling.one(comments)?,
            None => String::new(),
        };
        let mut dimensions = [None; 5];
        if self.random.chance(0.4) {
            for dimension in &mut dimensions {
                *dimension = Some(
                    self.random
                        .choose(&[(score, 2.0), (score + 1, 1.0)], score - 1)
                        .clamp(1, 5),
                );
            }
        }
        let comment = Some(comment).filter(|text| !text.is_empty());
        self.requester(Act::Rate {
            score,
            dimensions,
            comment,
        });
        Ok(())
    }

    /// What an agent writes: a greeting, one of `texts`, a last word.
    fn spoken(&mut self, texts: &[String], tail: Tail) -> Result<String> {
        let agent = &self.filling.phrases().agent;
        let tails = match tail {
            Tail::Bye => agent.bye.as_slice(),
            Tail::Solved => agent.solved.as_slice(),
            Tail::None => &[],
        };
        let hello = if std::mem::replace(&mut self.met, true) {
            &agent.again
        } else {
            &agent.hello
        };
        let mut text = self.filling.one(hello)?;
        text.push_str(&std::mem::take(&mut self.lead));
        text.push_str(&self.filling.one(texts)?);
        text.push_str(&self.filling.one(tails)?);
        Ok(text)
    }
}

/// With what an agent's message ends.
#[derive(Clone, Copy)]
enum Tail {
    Bye,
    Solved,
    None,
}
