//! Plays the stories: a simulated clock goes through 90 days in small strides; in each, what people do is done through
//! the commands of the product, and what falls due is done by its timers.
//!
//! Commands of one stride are queued in order of time and share commits; ids are drawn in that order, so the same seed
//! gives the same history.

use super::cast::Cast;
use super::desk::Desk;
use super::perform::{Live, Performance, perform, receive};
use super::roster::Roster;
use super::story::{Act, Author, Step, Story};
use crate::refusal::worded;
use anyhow::{Context as _, Result};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, VecDeque};
use std::sync::Arc;
use touchstone_app::board::figures_step;
use touchstone_app::clockwork::clockwork_replay;
use touchstone_app::core::ManualClock;
use touchstone_app::standard::standard_step;
use touchstone_app::ticket::NUMBERS;
use touchstone_app::{App, AppError, reactions};
use touchstone_domain::contact::ContactKind;
use touchstone_domain::id::{FileId, PersonId, TicketId};
use touchstone_domain::language::Language;
use touchstone_domain::time::{Span, Timestamp};

/// How far the clock goes at once. Commands and timers bear their own instants; only the order of the log is so coarse.
const STRIDE: Span = Span::hours(4);
/// The same while customers are told: letters bear the instant at which they are written.
const SHORT_STRIDE: Span = Span::minutes(10);
/// Customers are told of what happened in this last part of the history; letters of the time before are long read.
const LETTERS: Span = Span::hours(36);

/// What the desk knows of a customer.
pub(super) struct Known {
    pub(super) person: PersonId,
    /// The newest request of theirs.
    pub(super) ticket: TicketId,
    /// The contact they have shown to be theirs.
    pub(super) proven: Option<ContactKind>,
    /// A team that has had a request of theirs, and so may know them.
    pub(super) team: Option<usize>,
}

/// Something that happens in a stride.
pub(super) enum Task {
    Arrival { index: usize, story: Box<Story> },
    Step { index: usize, step: Step },
}

/// A story under way.
pub(super) struct Playing {
    pub(super) live: Live,
    pub(super) story: Story,
    left: VecDeque<Step>,
}

/// The stage with everybody on it.
pub(super) struct Stage<'a> {
    pub(super) app: &'a App,
    pub(super) clock: Arc<ManualClock>,
    pub(super) cast: &'a Cast,
    pub(super) author: &'a Author<'a>,
    pub(super) desk: &'a Desk,
    pub(super) roster: Roster<'a>,
    pub(super) seed: u64,
    pub(super) known: Vec<Option<Known>>,
    pub(super) playing: BTreeMap<usize, Playing>,
    /// The next step of every story under way.
    due: BinaryHeap<Reverse<(Timestamp, usize)>>,
    /// Steps that the history did not allow any more: the timers were quicker.
    pub(super) refused: usize,
}

impl<'a> Stage<'a> {
    pub(super) fn new(
        app: &'a App,
        clock: Arc<ManualClock>,
        cast: &'a Cast,
        author: &'a Author<'a>,
        desk: &'a Desk,
        seed: u64,
    ) -> Self {
        Self {
            app,
            clock,
            cast,
            author,
            desk,
            roster: Roster::new(cast),
            seed,
            known: cast.requesters.iter().map(|_| None).collect(),
            playing: BTreeMap::new(),
            due: BinaryHeap::new(),
            refused: 0,
        }
    }

    /// Plays from `start` to `end`; tells after each stride how many requests have arrived.
    pub(super) async fn play(
        &mut self,
        arrivals: &[Timestamp],
        (start, end): (Timestamp, Timestamp),
        told: &dyn Fn(usize, Timestamp),
    ) -> Result<()> {
        let (mut now, mut arrived, mut telling) = (start, 0, false);
        while now < end {
            now = (now + if now + LETTERS < end { STRIDE } else { SHORT_STRIDE }).min(end);
            while self.round(arrivals, &mut arrived, now).await? {}
            self.clock.set(now);
            clockwork_replay(self.app).await.map_err(|error| worded(&error))?;
            standard_step(self.app).await.map_err(|error| worded(&error))?;
            if now + LETTERS >= end {
                if !telling {
                    reactions::pass_over(self.app)
                        .await
                        .map_err(|error| worded(&error))?;
                    telling = true;
                }
                reactions::react(self.app).await.map_err(|error| worded(&error))?;
            }
            told(arrived, now);
        }
        while figures_step(self.app).await.map_err(|error| worded(&error))? {}
        Ok(())
    }

    /// Does what happens before `until`, as far as it does not depend on what is done in the same round; whether
    /// anything was done.
    async fn round(&mut self, arrivals: &[Timestamp], arrived: &mut usize, until: Timestamp) -> Result<bool> {
        let tasks = self.gather(arrivals, arrived, until)?;
        if tasks.is_empty() {
            return Ok(false);
        }
        self.prove(&tasks).await?;
        let files = self.upload(&tasks).await?;
        let mut commands = Vec::with_capacity(tasks.len());
        for (task, files) in tasks.into_iter().zip(files) {
            commands.push(self.command(task, files).await?);
        }
        let (meanings, performances): (Vec<Meaning>, Vec<Performance>) = commands.into_iter().unzip();
        let answers = queued(performances).await;
        for (meaning, answer) in meanings.into_iter().zip(answers) {
            self.settle(meaning, answer)?;
        }
        Ok(true)
    }

    /// What happens before `until`, in order of time. A customer's first request ends the round: what follows may need
    /// what comes of it.
    fn gather(&mut self, arrivals: &[Timestamp], arrived: &mut usize, until: Timestamp) -> Result<Vec<Task>> {
        let mut tasks = Vec::new();
        let mut new = BTreeSet::new();
        loop {
            let arrival = arrivals.get(*arrived).copied().filter(|at| *at < until);
            let step = self
                .due
                .peek()
                .map(|Reverse((at, _))| *at)
                .filter(|at| *at < until);
            match (arrival, step) {
                (None, None) => return Ok(tasks),
                (Some(at), step) if step.is_none_or(|step| at <= step) => {
                    let story = self.author.story(*arrived, at)?;
                    let stranger = self.known.get(story.requester).is_some_and(Option::is_none);
                    if stranger && !new.insert(story.requester) {
                        return Ok(tasks);
                    }
                    tasks.push(Task::Arrival {
                        index: *arrived,
                        story: Box::new(story),
                    });
                    *arrived += 1;
                }
                _ => tasks.extend(self.next_step()),
            }
        }
    }

    fn next_step(&mut self) -> Option<Task> {
        let Reverse((_, index)) = self.due.pop()?;
        let playing = self.playing.get_mut(&index)?;
        let step = playing.left.pop_front()?;
        if let Some(next) = playing.left.front() {
            self.due.push(Reverse((next.at, index)));
        }
        Some(Task::Step { index, step })
    }

    async fn command(&self, task: Task, files: Vec<FileId>) -> Result<(Meaning, Performance)> {
        match task {
            Task::Arrival { index, story } => {
                let customer = self
                    .cast
                    .requesters
                    .get(story.requester)
                    .context("no such customer")?;
                let number = self.app.store.number_next(NUMBERS).await?;
                let entrance = self.entrance(index, &story)?;
                let performance = receive(self.app, &story, number, entrance, customer.language, files);
                Ok((Meaning::Received { index, story }, performance))
            }
            Task::Step { index, step } => {
                let playing = self.playing.get(&index).context("a step of no story")?;
                let to = if let Act::Assign { to } = step.act {
                    Some(to)
                } else {
                    None
                };
                let performance = perform(self.app, self.desk, &playing.story, playing.live, step, files)?;
                Ok((Meaning::Stepped { index, to }, performance))
            }
        }
    }

    /// The customer of a request is known to the team of whoever has it.
    fn note_team(&mut self, index: usize, to: Option<usize>) {
        let team = to.and_then(|to| self.cast.staff.get(to)).and_then(|one| one.team);
        if let (Some(team), Some(playing)) = (team, self.playing.get(&index))
            && let Some(Some(known)) = self.known.get_mut(playing.story.requester)
            && known.person == playing.live.person
        {
            known.team = Some(team);
        }
    }

    fn settle(&mut self, meaning: Meaning, answer: Result<(TicketId, PersonId), AppError>) -> Result<()> {
        match (meaning, answer) {
            (Meaning::Received { index, mut story }, Ok((ticket, person))) => {
                let language = self
                    .cast
                    .requesters
                    .get(story.requester)
                    .map_or(Language::default(), |one| one.language);
                let left: VecDeque<Step> = std::mem::take(&mut story.steps).into();
                if let Some(first) = left.front() {
                    self.due.push(Reverse((first.at, index)));
                }
                if let Some(known) = self.known.get_mut(story.requester) {
                    let same = known.as_ref().filter(|known| known.person == person);
                    let proven = same.and_then(|known| known.proven);
                    let team = same.and_then(|known| known.team);
                    *known = Some(Known {
                        person,
                        ticket,
                        proven,
                        team,
                    });
                }
                let live = Live {
                    ticket,
                    person,
                    language,
                };
                self.playing.insert(
                    index,
                    Playing {
                        live,
                        story: *story,
                        left,
                    },
                );
            }
            (Meaning::Stepped { index, to }, Ok(_)) => {
                self.note_team(index, to);
                if self
                    .playing
                    .get(&index)
                    .is_some_and(|playing| playing.left.is_empty())
                {
                    self.playing.remove(&index);
                }
            }
            // The timers were quicker: silence confirmed, or the desk gave up. The rest of the story does not happen.
            (
                Meaning::Stepped { index, .. },
                Err(AppError::InvalidTransition { .. } | AppError::Conflict { .. }),
            ) => {
                self.refused += 1;
                if let Some(playing) = self.playing.get_mut(&index) {
                    playing.left.clear();
                }
            }
            (Meaning::Received { story, .. }, Err(error)) => {
                return Err(worded(&error)).with_context(|| format!("receiving “{}”", story.subject));
            }
            (Meaning::Stepped { index, .. }, Err(error)) => {
                let subject = self
                    .playing
                    .get(&index)
                    .map_or("", |playing| playing.story.subject.as_str());
                return Err(worded(&error)).with_context(|| format!("handling “{subject}”"));
            }
        }
        Ok(())
    }
}

/// What a command was for.
enum Meaning {
    Received {
        index: usize,
        story: Box<Story>,
    },
    /// `to`: whom it assigned the request to.
    Stepped {
        index: usize,
        to: Option<usize>,
    },
}

/// Starts every command in its order, so that they queue in it, then waits for all.
async fn queued(mut commands: Vec<Performance>) -> Vec<Result<(TicketId, PersonId), AppError>> {
    let mut answers = Vec::with_capacity(commands.len());
    for command in &mut commands {
        answers.push(match futures::poll!(command) {
            std::task::Poll::Ready(answer) => Some(answer),
            std::task::Poll::Pending => None,
        });
    }
    let mut complete = Vec::with_capacity(commands.len());
    for (command, answer) in commands.into_iter().zip(answers) {
        complete.push(match answer {
            Some(answer) => answer,
            None => command.await,
        });
    }
    complete
}
