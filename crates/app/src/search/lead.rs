//! What leads a search: the words that fewest texts have, the people it is narrowed to, or, without either, the list of tickets.
//! Everything else is asked of what the lead gives.

use std::collections::BTreeSet;

use touchstone_domain::id::PersonId;
use touchstone_domain::search::{Phrase, QueryProblem, Term};
use touchstone_store::Tx;
use touchstone_store::search::search_probe;

use super::resolve::{Asked, FIELD};
use crate::core::{AppError, FieldError};

/// Texts counted of each phrase to find the rarest; beyond, all are common.
const PROBED: u32 = 200;
/// What a cursor calls a lead that is no phrase.
const PEOPLE: u8 = 254;
const LIST: u8 = 255;

pub(super) enum Lead {
    /// Texts with these terms; the number is the place of the phrase among those asked for.
    Terms(u8, BTreeSet<Term>),
    People(Vec<PersonId>),
    /// Tickets in the order of their receipt.
    List,
}

impl Lead {
    /// Chooses; a `chosen` one is taken again, so that pages of one search go on in the same stretch.
    pub(super) fn of(tx: &mut Tx<'_>, asked: &Asked, chosen: Option<u8>) -> Result<Self, AppError> {
        if let Some(people) = asked.conditions.people.first() {
            return Ok(Self::People(people.clone()));
        }
        let mut known = Vec::new();
        for (at, phrase) in leading(asked).into_iter().enumerate() {
            let terms = phrase.terms();
            if !terms.is_empty() {
                known.push((u8::try_from(at).unwrap_or(LIST), terms));
            }
        }
        if let Some(at) = chosen.and_then(|chosen| known.iter().position(|(at, _)| *at == chosen)) {
            let (at, terms) = known.swap_remove(at);
            return Ok(Self::Terms(at, terms));
        }
        let mut best: Option<(i64, usize)> = None;
        for (at, (_, terms)) in known.iter().enumerate() {
            let count = if known.len() > 1 {
                search_probe(tx, terms, PROBED)?
            } else {
                0
            };
            if best.is_none_or(|(fewest, _)| count < fewest) {
                best = Some((count, at));
            }
        }
        match best {
            Some((_, at)) => {
                let (at, terms) = known.swap_remove(at);
                Ok(Self::Terms(at, terms))
            }
            None => unled(asked),
        }
    }

    pub(super) fn code(&self) -> u8 {
        match self {
            Self::Terms(at, _) => *at,
            Self::People(_) => PEOPLE,
            Self::List => LIST,
        }
    }
}

/// Phrases that may lead: those every hit has.
fn leading(asked: &Asked) -> Vec<&Phrase> {
    let orders = asked
        .conditions
        .orders
        .iter()
        .filter_map(|any| match any.as_slice() {
            [one] => Some(one),
            _ => None,
        });
    asked.phrases.iter().chain(orders).collect()
}

/// A single sign and nothing else would have every ticket read.
fn unled(asked: &Asked) -> Result<Lead, AppError> {
    match asked.phrases.first() {
        Some(phrase) if !asked.conditions.narrow() => {
            let told = FieldError::new(FIELD, QueryProblem::TooShort.as_str()).with("token", &phrase.typed);
            Err(AppError::Validation(vec![told]))
        }
        _ => Ok(Lead::List),
    }
}
