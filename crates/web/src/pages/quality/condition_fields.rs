//! A condition as fields of a form: nodes named by their way from the root (`r`, `r-0`, `r-0-2`). What is not finished yet (a
//! comparison without a value) is a tree here as well; it becomes a [`Condition`] once it can.

#[cfg(test)]
mod tests;

use touchstone_app::condition::condition_field;
use touchstone_app::core::FieldError;
use touchstone_domain::category::CategoryTree;
use touchstone_domain::codes::Code;
use touchstone_domain::condition::{
    Comparison, Condition, ConditionError, DEPTH_MAX, Fact, NODES_MAX, Operator, Reading, VALUES_MAX,
};
use touchstone_render::view::ConditionField;

use crate::pages::shared::{typed, typed_all};

/// The name of the root.
pub(in crate::pages) const ROOT: &str = "r";

/// What a group asks of its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::pages) enum Mode {
    All,
    Any,
    None,
    NotAll,
}

const MODES: [(Mode, &str); 4] = [
    (Mode::All, "all"),
    (Mode::Any, "any"),
    (Mode::None, "none"),
    (Mode::NotAll, "not-all"),
];

/// A node as it is being written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::pages) enum Node {
    Group {
        mode: Mode,
        parts: Vec<Self>,
    },
    Compared {
        fact: Fact,
        operator: Operator,
        values: Vec<String>,
    },
}

impl Mode {
    fn code(self) -> &'static str {
        MODES
            .iter()
            .find(|(mode, _)| *mode == self)
            .map_or("all", |(_, code)| code)
    }
}

/// What a condition is for, and therefore which facts it may look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::pages) enum Extent {
    /// A rule of the standard.
    Rule,
    /// Any tickets; ids are not written with fields.
    Tickets,
}

impl Extent {
    pub(in crate::pages) fn facts(self) -> impl Iterator<Item = Fact> {
        let of_tickets = |fact| {
            matches!(
                fact,
                Fact::Language | Fact::Stage | Fact::OrderNo | Fact::Escalated
            )
        };
        let offered = move |fact: &Fact| fact.is_measured() || (self == Self::Tickets && of_tickets(*fact));
        Fact::VALUES.iter().copied().filter(offered)
    }
}

impl Node {
    /// A comparison to begin with.
    fn fresh() -> Self {
        Self::Compared {
            fact: Fact::Kind,
            operator: Operator::OneOf,
            values: Vec::new(),
        }
    }

    /// The fields of a condition; its root is a group.
    pub(in crate::pages) fn of(condition: &Condition) -> Self {
        match Self::shown(condition) {
            group @ Self::Group { .. } => group,
            alone => Self::Group {
                mode: Mode::All,
                parts: vec![alone],
            },
        }
    }

    fn shown(condition: &Condition) -> Self {
        let group = |mode, parts: &[Condition]| Self::Group {
            mode,
            parts: parts.iter().map(Self::shown).collect(),
        };
        match condition {
            Condition::All(parts) => group(Mode::All, parts),
            Condition::Any(parts) => group(Mode::Any, parts),
            Condition::Not(part) => match &**part {
                Condition::All(parts) => group(Mode::NotAll, parts),
                Condition::Any(parts) => group(Mode::None, parts),
                other => group(Mode::None, std::slice::from_ref(other)),
            },
            Condition::Is(comparison) => Self::Compared {
                fact: comparison.fact(),
                operator: comparison.operator(),
                values: comparison.words(),
            },
        }
    }

    /// The tree a form was sent with; a group of nothing when there is none.
    pub(in crate::pages) fn typed(pairs: &[(String, String)]) -> Self {
        let mut left = NODES_MAX;
        match Self::typed_at(pairs, ROOT, 1, &mut left) {
            Some(group @ Self::Group { .. }) => group,
            _ => Self::Group {
                mode: Mode::All,
                parts: Vec::new(),
            },
        }
    }

    fn typed_at(pairs: &[(String, String)], path: &str, depth: usize, left: &mut usize) -> Option<Self> {
        *left = left.checked_sub(1)?;
        let mode = typed(pairs, &format!("mode_{path}"));
        if let Some((mode, _)) = MODES.iter().find(|(_, code)| *code == mode) {
            // The path of a part that was taken away is left out: the next one may follow.
            let places = 0..NODES_MAX;
            let mut parts = Vec::new();
            if depth < DEPTH_MAX {
                for place in places {
                    match Self::typed_at(pairs, &format!("{path}-{place}"), depth + 1, left) {
                        Some(part) => parts.push(part),
                        None => break,
                    }
                }
            }
            return Some(Self::Group { mode: *mode, parts });
        }
        let fact = Fact::from_code(&typed(pairs, &format!("fact_{path}"))).ok()?;
        let operator = Operator::from_code(&typed(pairs, &format!("operator_{path}"))).ok();
        let values = typed_all(pairs, &format!("value_{path}"))
            .take(VALUES_MAX)
            .map(str::to_owned)
            .collect();
        Some(Self::compared(fact, operator, values))
    }

    /// A comparison whose operator and values fit its fact: those of another one, chosen before, are let go.
    fn compared(fact: Fact, operator: Option<Operator>, mut values: Vec<String>) -> Self {
        let operator = operator
            .filter(|operator| fact.operators().contains(operator))
            .unwrap_or_else(|| fact.short_operator());
        let choices = fact.choices();
        values.retain(|value| match fact {
            Fact::Category => value.parse::<touchstone_domain::category::CategoryPath>().is_ok(),
            _ => choices.contains(&value.as_str()),
        });
        values.truncate(operator.arity().1);
        Self::Compared {
            fact,
            operator,
            values,
        }
    }

    /// Carries out what a button asks for: `add:r-0`, `group:r`, `remove:r-1`. Anything else changes nothing.
    pub(in crate::pages) fn edit(&mut self, asked: &str) {
        let Some((what, path)) = asked.split_once(':') else {
            return;
        };
        let steps: Option<Vec<usize>> = match path.strip_prefix(ROOT) {
            Some("") => Some(Vec::new()),
            Some(rest) => rest
                .trim_start_matches('-')
                .split('-')
                .map(|step| step.parse().ok())
                .collect(),
            None => None,
        };
        let Some(steps) = steps else { return };
        match (what, steps.split_last()) {
            ("remove", Some((last, above))) => {
                if let Some(parts) = self.parts_at(above)
                    && *last < parts.len()
                {
                    parts.remove(*last);
                }
            }
            ("add", _) => {
                if let Some(parts) = self.parts_at(&steps) {
                    parts.push(Self::fresh());
                }
            }
            ("group", _) if steps.len() + 2 < DEPTH_MAX => {
                if let Some(parts) = self.parts_at(&steps) {
                    parts.push(Self::Group {
                        mode: Mode::Any,
                        parts: vec![Self::fresh()],
                    });
                }
            }
            _ => {}
        }
    }

    fn parts_at(&mut self, steps: &[usize]) -> Option<&mut Vec<Self>> {
        let Self::Group { parts, .. } = self else {
            return None;
        };
        match steps.split_first() {
            None => Some(parts),
            Some((first, rest)) => parts.get_mut(*first)?.parts_at(rest),
        }
    }

    /// The condition, or what is not finished, under the fields' names.
    pub(in crate::pages) fn condition(
        &self,
        tree: &CategoryTree,
        extent: Extent,
    ) -> Result<Condition, Vec<FieldError>> {
        let mut errors = Vec::new();
        let condition = self.condition_at(ROOT, tree, &mut errors);
        let reading = Reading {
            tree: Some(tree),
            measured: extent == Extent::Rule,
        };
        match condition {
            Some(condition) if errors.is_empty() => match condition.check(reading) {
                Ok(()) => Ok(condition),
                Err(error) => Err(vec![condition_field(
                    ROOT,
                    &ConditionError {
                        key: String::new(),
                        ..error
                    },
                )]),
            },
            _ => Err(errors),
        }
    }

    fn condition_at(
        &self,
        path: &str,
        tree: &CategoryTree,
        errors: &mut Vec<FieldError>,
    ) -> Option<Condition> {
        match self {
            Self::Compared {
                fact,
                operator,
                values,
            } => match Comparison::new(*fact, *operator, values, Some(tree)) {
                Ok(comparison) => Some(Condition::Is(comparison)),
                Err(problem) => {
                    errors.push(condition_field(
                        path,
                        &ConditionError {
                            key: String::new(),
                            problem,
                        },
                    ));
                    None
                }
            },
            Self::Group { mode, parts } => {
                if parts.is_empty() && (*mode != Mode::All || path != ROOT) {
                    errors.push(FieldError::new(path, "condition_empty"));
                    return None;
                }
                let part =
                    |(n, part): (usize, &Self)| part.condition_at(&format!("{path}-{n}"), tree, errors);
                let parts: Vec<_> = parts.iter().enumerate().map(part).collect();
                let parts: Vec<_> = parts.into_iter().collect::<Option<_>>()?;
                Some(match mode {
                    Mode::All => Condition::All(parts),
                    Mode::Any => Condition::Any(parts),
                    Mode::None => Condition::Not(Box::new(Condition::Any(parts))),
                    Mode::NotAll => Condition::Not(Box::new(Condition::All(parts))),
                })
            }
        }
    }

    /// The fields as the page shows them.
    pub(in crate::pages) fn view(&self) -> ConditionField {
        self.view_at(ROOT.to_owned(), 1)
    }

    fn view_at(&self, path: String, depth: usize) -> ConditionField {
        match self {
            Self::Group { mode, parts } => {
                let part = |(n, part): (usize, &Self)| part.view_at(format!("{path}-{n}"), depth + 1);
                ConditionField {
                    parts: parts.iter().enumerate().map(part).collect(),
                    mode: mode.code().into(),
                    may_group: depth + 1 < DEPTH_MAX,
                    path,
                    ..ConditionField::default()
                }
            }
            Self::Compared {
                fact,
                operator,
                values,
            } => ConditionField {
                path,
                fact: fact.as_str().into(),
                operator: operator.as_str().into(),
                operators: fact
                    .operators()
                    .iter()
                    .map(|operator| operator.as_str().into())
                    .collect(),
                choices: fact.choices().iter().map(|choice| (*choice).into()).collect(),
                chosen: values.clone(),
                most: operator.arity().1,
                ..ConditionField::default()
            },
        }
    }
}
