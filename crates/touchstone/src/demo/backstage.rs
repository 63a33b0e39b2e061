//! What has to be there before a command of a story can be given: who the customer is, the files they send, the one-time
//! code by which they show that a request is theirs.

use super::perform::{Entrance, Live, caller, just_before};
use super::picture::picture;
use super::random::Random;
use super::roster::by_night;
use super::stage::{Stage, Task};
use super::story::{Act, Story};
use crate::refusal::worded;
use anyhow::{Context as _, Result};
use bytes::Bytes;
use futures::future::try_join_all;
use futures::stream;
use std::collections::BTreeMap;
use touchstone_app::Call;
use touchstone_app::core::{Actor, RequesterActor};
use touchstone_app::person::code::CodeDraft;
use touchstone_app::person::{RequesterInput, code_check, code_send, person_draft};
use touchstone_app::ticket::{RequesterChoice, upload};
use touchstone_domain::contact::ContactKind;
use touchstone_domain::event::Origin;
use touchstone_domain::id::FileId;
use touchstone_domain::language::Language;
use touchstone_domain::ticket::{Channel, Tier};
use touchstone_domain::time::{Span, Timestamp};

impl Stage<'_> {
    /// Lets customers who act for the first time show by a one-time code that their request is theirs.
    pub(super) async fn prove(&mut self, tasks: &[Task]) -> Result<()> {
        let mut acting: BTreeMap<usize, Timestamp> = BTreeMap::new();
        for task in tasks {
            let (requester, at) = match task {
                Task::Arrival { story, .. } if story.facts.channel == Channel::Web => {
                    (story.requester, story.at)
                }
                Task::Step { index, step } if step.by.is_none() => match self.playing.get(index) {
                    Some(playing) => (playing.story.requester, step.at),
                    None => continue,
                },
                _ => continue,
            };
            acting.entry(requester).or_insert(at);
        }
        let mut proofs = Vec::new();
        for (requester, at) in acting {
            if let Some(Some(known)) = self
                .known
                .get(requester)
                .filter(|one| one.as_ref().is_some_and(|one| one.proven.is_none()))
                && let Some(customer) = self.cast.requesters.get(requester)
            {
                let kind = if customer.email.is_some() {
                    ContactKind::Email
                } else {
                    ContactKind::Phone
                };
                proofs.push((
                    requester,
                    known.person,
                    known.ticket,
                    kind,
                    customer.language,
                    just_before(at),
                ));
            }
        }
        // All codes first, then all answers: an answer that overtook another's code would change the order of ids.
        let (app, mut codes) = (self.app, Vec::new());
        for (_, person, ticket, kind, language, at) in &proofs {
            let call = Call::by(caller(Actor::Public, Origin::TrackingPage, *language));
            codes.push((CodeDraft::new(*ticket, *person, *kind), *ticket, call, *at));
        }
        // The letter with the code has long been thrown away.
        let sent = codes.iter().map(|(draft, _, call, at)| {
            let call = call.clone().at(*at);
            async move { code_send(app, &call, draft.clone(), |_, _| Ok(())).await }
        });
        try_join_all(sent).await.map_err(|error| worded(&error))?;
        let shown = codes.iter().map(|(draft, ticket, call, at)| {
            let call = call.clone().at(*at + Span::seconds(25));
            async move { code_check(app, &call, *ticket, draft.digits()).await }
        });
        try_join_all(shown).await.map_err(|error| worded(&error))?;
        for (requester, _, _, kind, _, _) in proofs {
            if let Some(Some(known)) = self.known.get_mut(requester) {
                known.proven = Some(kind);
            }
        }
        Ok(())
    }

    /// Uploads the files of a round; for each task the ids of its own.
    pub(super) async fn upload(&self, tasks: &[Task]) -> Result<Vec<Vec<FileId>>> {
        try_join_all(tasks.iter().map(|task| async move {
            let (index, names, at, actor) = match task {
                Task::Arrival { story, .. } if story.files.is_empty() => return Ok(Vec::new()),
                Task::Arrival { index, story } => (
                    *index,
                    story.files.as_slice(),
                    story.at,
                    self.sender(*index, story)?,
                ),
                Task::Step { index, step } => match (&step.act, self.playing.get(index)) {
                    (Act::Write { files, .. }, Some(playing)) => {
                        let Live { person, ticket, .. } = playing.live;
                        (
                            *index,
                            files.as_slice(),
                            step.at,
                            Actor::Requester(RequesterActor { person, ticket }),
                        )
                    }
                    _ => return Ok(Vec::new()),
                },
            };
            let mut ids = Vec::with_capacity(names.len());
            for (place, name) in names.iter().enumerate() {
                let mut random = Random::of(self.seed, "picture", index * 16 + place);
                let call = Call::by(caller(actor.clone(), Origin::TrackingPage, Language::default()))
                    .at(just_before(at));
                let bytes = Bytes::from(picture(&mut random));
                let body = stream::iter([Ok::<_, std::convert::Infallible>(bytes)]);
                ids.push(
                    upload(self.app, &call, name, body)
                        .await
                        .map_err(|error| worded(&error))?
                        .id,
                );
            }
            Ok(ids)
        }))
        .await
    }

    /// How the customer of a story comes in.
    pub(super) fn entrance(&self, index: usize, story: &Story) -> Result<Entrance> {
        let customer = self
            .cast
            .requesters
            .get(story.requester)
            .context("no such customer")?;
        let known = self.known.get(story.requester).and_then(Option::as_ref);
        let sender = self.sender(index, story)?;
        let origin = if story.facts.channel == Channel::Web {
            Origin::PublicForm
        } else {
            Origin::Desk
        };
        let call = Call::by(caller(sender.clone(), origin, customer.language)).at(story.at);
        let proven = known.and_then(|known| known.proven);
        let shown = |kind| proven.is_none_or(|proven| proven == kind);
        let input = RequesterInput {
            name: Some(customer.name.clone()),
            email: customer.email.clone().filter(|_| shown(ContactKind::Email)),
            phone: customer.phone.clone().filter(|_| shown(ContactKind::Phone)),
            language: Some(customer.language),
            tier: Some(customer.tier).filter(|tier| *tier != Tier::General),
        };
        if story.facts.channel == Channel::Web {
            let draft =
                person_draft(self.app, &call, "requester.", &input).map_err(|error| worded(&error))?;
            return Ok(Entrance::Form { draft, by: sender });
        }
        // Whoever takes a call down picks the customer from the list when their team has had them; to others they are new.
        let requester = match known.filter(|known| known.team.is_some() || !is_call(story)) {
            Some(known) => RequesterChoice::Known(known.person),
            None => {
                let draft = person_draft(self.app, &call, "requester.", &input);
                RequesterChoice::Told(draft.map_err(|error| worded(&error))?)
            }
        };
        Ok(Entrance::Desk {
            by: sender,
            requester,
        })
    }

    /// Who hands the request of a story in.
    fn sender(&self, index: usize, story: &Story) -> Result<Actor> {
        if story.facts.channel != Channel::Web {
            return self.desk.actor(self.taken_down_by(index, story));
        }
        let known = self.known.get(story.requester).and_then(Option::as_ref);
        let known = known.map(|known| RequesterActor {
            person: known.person,
            ticket: known.ticket,
        });
        Ok(known.map_or(Actor::Public, Actor::Requester))
    }

    /// People answer the telephone, of a team that knows the customer if there is one; programs hand the other channels
    /// in, in the name of the administrator who set them up, who is the first of the cast.
    fn taken_down_by(&self, index: usize, story: &Story) -> usize {
        if !is_call(story) {
            return 0;
        }
        let known = self.known.get(story.requester).and_then(Option::as_ref);
        match known.and_then(|known| known.team) {
            None if by_night(story.at) => self.roster.watch(story.at),
            team => {
                let mut random = Random::of(self.seed, "telephone", index);
                let team = team.unwrap_or(story.team);
                self.roster.taker(team, Language::ZhCn, story.at, &mut random)
            }
        }
    }
}

/// Whether one of the staff hears the request and takes it down.
fn is_call(story: &Story) -> bool {
    matches!(story.facts.channel, Channel::Phone | Channel::Counter)
}
