//! What a fact is compared with.

use super::{Comparison, ConditionProblem, Fact, Operator};
use crate::category::{CategoryPath, CategoryTree};
use crate::id::{TeamId, UserId};
use crate::time::Timestamp;

/// Characters of a tag.
const WORD_MAX: usize = 60;

/// A value of the type of its fact.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// The place among [`Fact::names`].
    Rank(u8),
    Category(CategoryPath),
    Team(TeamId),
    User(UserId),
    At(Timestamp),
    Word(String),
}

impl Value {
    /// Reads a value of a fact; a category by its leaf alone where a tree is given that has only one such leaf.
    pub(super) fn read(
        fact: Fact,
        text: &str,
        tree: Option<&CategoryTree>,
    ) -> Result<Self, ConditionProblem> {
        let wrong = || ConditionProblem::Value {
            fact,
            text: text.chars().take(64).collect(),
        };
        match fact {
            Fact::Category => {
                let path = match tree {
                    Some(tree) => tree
                        .resolve(text)
                        .map_err(|error| ConditionProblem::Category(error.to_string())),
                    None => text.parse().map_err(|_| wrong()),
                };
                path.map(Self::Category)
            }
            Fact::Team => text.parse().map(Self::Team).map_err(|_| wrong()),
            Fact::Owner | Fact::Assignee => text.parse().map(Self::User).map_err(|_| wrong()),
            Fact::Created => text.parse().map(Self::At).map_err(|_| wrong()),
            Fact::Tag => {
                let word = text.trim();
                if word.is_empty() || word.chars().count() > WORD_MAX {
                    return Err(wrong());
                }
                Ok(Self::Word(word.to_owned()))
            }
            _ => {
                let place = fact
                    .names()
                    .and_then(|names| names.iter().position(|name| *name == text));
                let chosen = place.filter(|_| fact.choices().contains(&text));
                chosen
                    .and_then(|place| u8::try_from(place).ok())
                    .map(Self::Rank)
                    .ok_or_else(wrong)
            }
        }
    }

    pub(super) const fn rank(&self) -> Option<u8> {
        match self {
            Self::Rank(rank) => Some(*rank),
            _ => None,
        }
    }

    /// As it is written.
    pub fn text(&self, fact: Fact) -> String {
        match self {
            Self::Rank(rank) => {
                let names = fact.names().unwrap_or_default();
                names
                    .get(usize::from(*rank))
                    .copied()
                    .unwrap_or_default()
                    .to_owned()
            }
            Self::Category(path) => path.to_string(),
            Self::Team(team) => team.to_string(),
            Self::User(user) => user.to_string(),
            Self::At(at) => at.to_string(),
            Self::Word(word) => word.clone(),
        }
    }
}

impl Comparison {
    /// A comparison of a fact with values as they are written. A value that stands twice stands once.
    pub fn new<T: AsRef<str>>(
        fact: Fact,
        operator: Operator,
        texts: &[T],
        tree: Option<&CategoryTree>,
    ) -> Result<Self, ConditionProblem> {
        if !fact.operators().contains(&operator) {
            return Err(ConditionProblem::Operator { fact, operator });
        }
        let (least, most) = operator.arity();
        if texts.len() < least {
            return Err(ConditionProblem::Missing);
        }
        if texts.len() > most {
            return Err(ConditionProblem::TooMany { most });
        }
        let mut values = Vec::with_capacity(texts.len());
        for text in texts {
            let value = Value::read(fact, text.as_ref(), tree)?;
            if !values.contains(&value) {
                values.push(value);
            }
        }
        Ok(Self {
            fact,
            operator,
            values,
        })
    }
}
