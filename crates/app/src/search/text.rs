//! The texts of tickets, read for many at once, held against a query and shown in excerpts.

use std::collections::{BTreeSet, HashMap};

use touchstone_domain::id::{Id as _, MessageId, TicketId};
use touchstone_domain::search::{Excerpt, Phrase, SearchPart, Term, Token, excerpt, terms, tokens};
use touchstone_domain::ticket::Visibility;
use touchstone_domain::time::Timestamp;
use touchstone_store::Tx;
use touchstone_store::search::{shown_files, shown_messages};
use touchstone_store::ticket::{TicketText, ticket_text_of};

use super::find::FoundText;
use crate::core::AppError;

/// Characters of an excerpt, and how many of them a ticket is shown with.
const EXCERPT_CHARS: usize = 160;
const EXCERPTS: usize = 3;

/// What a hit counts, by where it is.
const IN_SUBJECT: i64 = 8;
const IN_TICKET: i64 = 4;
const IN_FILE: i64 = 3;
const IN_MESSAGE: i64 = 2;

/// What a hit in this part counts at least.
pub(super) fn weight_of(part: SearchPart) -> i64 {
    match part {
        SearchPart::Ticket => IN_TICKET,
        SearchPart::File => IN_FILE,
        SearchPart::Message => IN_MESSAGE,
    }
}

/// What a phrase counts that stands in the subject.
pub(super) fn weight(row: &TicketText, stands: impl Fn(&str) -> bool) -> i64 {
    if stands(&row.subject) { IN_SUBJECT } else { 0 }
}

/// A text of a ticket that a search may look at.
#[derive(Debug)]
pub(super) struct Text {
    /// The number it has in the index.
    pub(super) id: i64,
    part: SearchPart,
    message: Option<MessageId>,
    internal: bool,
    at: Option<Timestamp>,
    weight: i64,
    text: String,
    tokens: Vec<Token>,
}

/// All of them of one ticket, as far as the reader may read them.
#[derive(Debug, Default)]
pub(super) struct Texts {
    pub(super) order_no: Option<String>,
    texts: Vec<Text>,
}

/// The texts of these tickets; `notes` says whether internal ones are among them.
pub(super) fn texts_of(
    tx: &mut Tx<'_>,
    tickets: &[TicketId],
    notes: bool,
) -> Result<HashMap<TicketId, Texts>, AppError> {
    let mut all: HashMap<TicketId, Texts> = HashMap::new();
    if tickets.is_empty() {
        return Ok(all);
    }
    for row in ticket_text_of(tx, tickets)?
        .into_iter()
        .filter(|row| row.erased_at.is_none())
    {
        let own = all.entry(row.ticket).or_default();
        let id = row.ticket.raw();
        own.order_no.clone_from(&row.order_no);
        own.put(id, SearchPart::Ticket, None, false, None, IN_SUBJECT, row.subject);
        for text in [row.demand, row.order_no].into_iter().flatten() {
            own.put(id, SearchPart::Ticket, None, false, None, IN_TICKET, text);
        }
    }
    let reads = |visibility| notes || visibility == Visibility::Public;
    for row in shown_messages(tx, tickets)?
        .into_iter()
        .filter(|row| reads(row.visibility))
    {
        let internal = row.visibility == Visibility::Internal;
        let at = Some(row.created_at);
        let own = all.entry(row.ticket).or_default();
        own.put(
            row.id.raw(),
            SearchPart::Message,
            Some(row.id),
            internal,
            at,
            IN_MESSAGE,
            row.body,
        );
    }
    for row in shown_files(tx, tickets)?
        .into_iter()
        .filter(|row| reads(row.visibility))
    {
        let internal = row.visibility == Visibility::Internal;
        let at = Some(row.created_at);
        let own = all.entry(row.ticket).or_default();
        own.put(
            row.id.raw(),
            SearchPart::File,
            Some(row.message),
            internal,
            at,
            IN_FILE,
            row.name,
        );
    }
    for texts in all.values_mut() {
        texts.texts.sort_by_key(|text| std::cmp::Reverse(text.id));
    }
    Ok(all)
}

impl Texts {
    #[expect(
        clippy::too_many_arguments,
        reason = "the fields of one text, named where they are read"
    )]
    fn put(
        &mut self,
        id: i64,
        part: SearchPart,
        message: Option<MessageId>,
        internal: bool,
        at: Option<Timestamp>,
        weight: i64,
        text: String,
    ) {
        let tokens = tokens(&text);
        self.texts.push(Text {
            id,
            part,
            message,
            internal,
            at,
            weight,
            text,
            tokens,
        });
    }

    /// What the hits count together, if every phrase stands somewhere.
    pub(super) fn score(&self, phrases: &[Phrase]) -> Option<i64> {
        let mut score = 0;
        for phrase in phrases {
            let best = self
                .texts
                .iter()
                .filter(|text| phrase.is_in(&text.tokens))
                .map(|text| text.weight)
                .max();
            score += best?;
        }
        Some(score)
    }

    /// Whether a text with one of the ids from `from` on is known to the index under all these terms.
    pub(super) fn led_from(&self, from: i64, wanted: &BTreeSet<Term>) -> bool {
        let mut whole: HashMap<i64, BTreeSet<String>> = HashMap::new();
        for text in self.texts.iter().filter(|text| text.id >= from) {
            whole.entry(text.id).or_default().extend(terms(&text.text));
        }
        let meets = |known: &BTreeSet<String>, term: &Term| {
            if term.prefix {
                known
                    .range(term.text.clone()..)
                    .next()
                    .is_some_and(|next| next.starts_with(&term.text))
            } else {
                known.contains(&term.text)
            }
        };
        whole
            .values()
            .any(|known| wanted.iter().all(|term| meets(known, term)))
    }

    /// The subject with its marks, and excerpts of what else was found, the newest first.
    pub(super) fn shown(&self, phrases: &[Phrase]) -> (Option<Excerpt>, Vec<FoundText>) {
        let phrases: Vec<&Phrase> = phrases.iter().collect();
        let subject = self.texts.iter().find(|text| text.weight == IN_SUBJECT);
        let subject = subject.map(|text| excerpt(&text.text, &phrases, usize::MAX));
        let others = self.texts.iter().filter(|text| text.weight != IN_SUBJECT);
        let hits = others.filter(|text| phrases.iter().any(|phrase| phrase.is_in(&text.tokens)));
        let shown = hits.take(EXCERPTS).map(|text| FoundText {
            part: text.part,
            message: text.message,
            internal: text.internal,
            at: text.at,
            excerpt: excerpt(&text.text, &phrases, EXCERPT_CHARS),
        });
        (subject, shown.collect())
    }
}
