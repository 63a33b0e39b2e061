//! The form of a correction of facts: which tickets, which facts, why.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use touchstone_app::AppError;
use touchstone_app::core::FieldError;
use touchstone_app::correction::{FactsInput, FactsWanted, facts_correct, open_only};
use touchstone_app::standard::standard_current;
use touchstone_domain::codes::Code as _;
use touchstone_domain::condition::{Condition, Fact};
use touchstone_domain::correction::FactsCorrection;
use touchstone_domain::standard::Standard;
use touchstone_render::view::{ChangeField, CorrectionNewView, Problems};

use super::super::condition_fields::{Extent, Node};
use super::super::rules::matches;
use super::address;
use crate::access::{Granted, may};
use crate::body::Form;
use crate::failure::Failure;
use crate::page::{Page, Reader, page};
use crate::pages::again::{about_the_form, again};
use crate::pages::shared::{category_groups, condition_view, done, form_key, problems, typed};
use crate::state::WebState;

type Staff = Granted<may::ApproveStandards>;
type Pairs = [(String, String)];

/// Facts that can be set.
const SET: [Fact; 6] = [
    Fact::Kind,
    Fact::Category,
    Fact::Urgency,
    Fact::Impact,
    Fact::Class,
    Fact::Tier,
];

pub(super) async fn form(by: Staff, State(state): State<WebState>) -> Page {
    let view = view(&by, &state, &Node::typed(&[]), &[]).await?;
    page(&state, &by.frame(&state), &view)
}

pub(super) async fn begin(
    by: Staff,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let mut node = Node::typed(&form.typed);
    let asked = typed(&form.typed, "do");
    let here = "/quality/corrections/new";
    if asked != "save" {
        node.edit(&asked);
        let mut frame = by.frame(&state);
        here.clone_into(&mut frame.path);
        let shown = view(&by, &state, &node, &form.typed).await?;
        return Ok(page(&state, &frame, &shown)?.into_response());
    }
    let standard = standard_current(&state.app).await?.standard;
    let outcome = match input(&node, &standard, &form.typed) {
        Ok(input) => facts_correct(&state.app, &by.call_with(&form), &input).await,
        Err(errors) => Err(AppError::Validation(errors)),
    };
    let failure = match outcome {
        Ok(begun) => return Ok(done(&address(begun.id), "correction_begun")),
        Err(error) => about_the_form(error.into())?,
    };
    let mut shown = view(&by, &state, &node, &form.typed).await?;
    shown.problems = problems(&failure, str::to_owned);
    again(&state, by.frame(&state), here, &shown, &failure)
}

fn input(node: &Node, standard: &Standard, pairs: &Pairs) -> Result<FactsInput, Vec<FieldError>> {
    let when = node.condition(standard.categories(), Extent::Tickets)?;
    Ok(FactsInput {
        when: when.to_json(),
        change: wanted(pairs),
        reason: typed(pairs, "reason"),
    })
}

fn wanted(pairs: &Pairs) -> FactsWanted {
    fn chosen<T: std::str::FromStr>(pairs: &Pairs, fact: Fact) -> Option<T> {
        typed(pairs, &format!("change_{fact}")).parse().ok()
    }
    FactsWanted {
        category: Some(typed(pairs, "change_category")).filter(|category| !category.is_empty()),
        facts: FactsCorrection {
            kind: chosen(pairs, Fact::Kind),
            category: None,
            urgency: chosen(pairs, Fact::Urgency),
            impact: chosen(pairs, Fact::Impact),
            class: chosen(pairs, Fact::Class),
            tier: chosen(pairs, Fact::Tier),
        },
    }
}

async fn view(
    by: &Staff,
    state: &WebState,
    node: &Node,
    pairs: &Pairs,
) -> Result<CorrectionNewView, Failure> {
    let standard = standard_current(&state.app).await?.standard;
    let condition = node.condition(standard.categories(), Extent::Tickets);
    let matches = match &condition {
        Ok(condition) => matches(by, state, &open_only(condition.clone())).await?,
        Err(_) => None,
    };
    Ok(CorrectionNewView {
        key: form_key(),
        root: node.view(),
        facts: Extent::Tickets.facts().map(|fact| fact.as_str().into()).collect(),
        categories: category_groups(&standard),
        unfinished: condition.is_err(),
        when: condition
            .as_ref()
            .map_or_else(|_| condition_view(&Condition::default()), condition_view),
        matches,
        changes: SET.iter().map(|fact| change(*fact, pairs)).collect(),
        reason: typed(pairs, "reason"),
        problems: Problems::none(),
    })
}

fn change(fact: Fact, pairs: &Pairs) -> ChangeField {
    ChangeField {
        fact: fact.code().into(),
        choices: fact.choices().iter().map(|choice| (*choice).into()).collect(),
        chosen: typed(pairs, &format!("change_{fact}")),
    }
}
