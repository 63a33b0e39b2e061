//! Records of the application as pages show them.

use std::borrow::Cow;

use touchstone_app::notify::Delivery;
use touchstone_app::pledge::TicketPledge;
use touchstone_app::ticket::{Author, Charged, ExplainedClock, Message, Rating, SplitPart, TicketClock};
use touchstone_domain::clock::CauseBranch;
use touchstone_domain::condition::Condition;
use touchstone_domain::id::UserId;
use touchstone_domain::mail::folded_at;
use touchstone_domain::standard::Standard;
use touchstone_domain::standard::pledge::RemedyState;
use touchstone_domain::ticket::BodyFormat;
use touchstone_domain::time::Span;
use touchstone_render::view::{
    CategoryGroup, ChargedView, ClockView, ClockWhy, Code, ConditionView, FileLine, MergedFromLine,
    MessageLine, PledgeOnTicket, RatingLine, SplitPartLine,
};

use crate::files::file_href;
use crate::state::WebState;

/// One clock.
pub(in crate::pages) fn clock_view(clock: &TicketClock) -> ClockView {
    ClockView {
        metric: clock.metric.as_str().into(),
        instance: clock.instance,
        basis: clock.basis.as_str().into(),
        state: clock.state.as_str().into(),
        target: clock.target,
        started_at: clock.started_at,
        due_at: clock.due_at,
        paused_at: clock.paused_at,
        met_at: clock.met_at,
        breached_at: clock.breached_at,
        remaining: clock.remaining,
        warned: clock.warned,
        cause: clock.cause.map(|cause| cause.as_str().into()),
        charged: clock.charged.as_ref().map(charged_view),
        breach_stage: clock.breached_in.map(|stage| stage.as_str().into()),
        why: None,
    }
}

/// Who answers for a breach.
pub(in crate::pages) fn charged_view(charged: &Charged) -> ChargedView {
    ChargedView {
        to: charged.to.as_str().into(),
        party: charged.name.clone().unwrap_or_else(|| charged.party.clone()),
    }
}

/// A pledge on a request. Who may decide about a remedy is asked of the reader.
pub(in crate::pages) fn pledge_view(
    one: TicketPledge,
    (may_give, may_waive): (bool, bool),
) -> PledgeOnTicket {
    let owed = one
        .remedy
        .as_ref()
        .is_some_and(|remedy| remedy.state == RemedyState::Owed);
    PledgeOnTicket {
        pledge: one.pledge,
        title: one.title,
        remedy_text: one.remedy_text,
        state: one.state.as_str().into(),
        at: one.at,
        decided_at: one.remedy.as_ref().and_then(|remedy| remedy.decided_at),
        remedy: one.remedy.map(|remedy| remedy.state.as_str().into()),
        may_give: owed && may_give,
        may_waive: owed && may_waive,
    }
}

/// The tree of causes: branches, each with its causes.
pub(in crate::pages) fn cause_tree() -> Vec<(Code, Vec<Code>)> {
    let branch = |branch: &CauseBranch| {
        let causes = branch.causes().map(|cause| Code::from(cause.as_str()));
        (Code::from(branch.as_str()), causes.collect())
    };
    CauseBranch::ALL.iter().map(branch).collect()
}

/// One clock with its account.
pub(in crate::pages) fn clock_explained(explained: ExplainedClock) -> ClockView {
    let rule = explained.rule.as_ref();
    ClockView {
        why: Some(ClockWhy {
            rule: rule.map(|rule| rule.number),
            when: rule.map(|rule| condition_view(&rule.when)).unwrap_or_default(),
            unknown_years: explained
                .calendar
                .as_ref()
                .map(|calendar| calendar.unknown_years.clone())
                .unwrap_or_default(),
            calendar: explained
                .calendar
                .map(|calendar| (calendar.code, calendar.number, calendar.zone)),
            elapsed: explained.elapsed,
            extended: Some(explained.extended).filter(|extended| *extended > Span::ZERO),
            pauses: explained
                .rests
                .into_iter()
                .map(|rest| (rest.stage.as_str().into(), rest.from, rest.to))
                .collect(),
        }),
        ..clock_view(&explained.clock)
    }
}

/// A condition in words.
pub(in crate::pages) fn condition_view(condition: &Condition) -> ConditionView {
    let group = |mode: &'static str, parts: &[Condition]| ConditionView {
        mode: mode.into(),
        parts: parts.iter().map(condition_view).collect(),
        ..ConditionView::default()
    };
    match condition {
        Condition::All(parts) => group("all", parts),
        Condition::Any(parts) => group("any", parts),
        Condition::Not(part) => group("not", std::slice::from_ref(part)),
        Condition::Is(comparison) => ConditionView {
            mode: "is".into(),
            parts: Vec::new(),
            fact: comparison.fact().as_str().into(),
            operator: comparison.operator().as_str().into(),
            words: comparison.words().into_iter().map(Cow::Owned).collect(),
        },
    }
}

/// Who looks at a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::pages) enum Viewer {
    User(UserId),
    Requester,
}

impl Viewer {
    fn user(self) -> Option<UserId> {
        match self {
            Self::User(user) => Some(user),
            Self::Requester => None,
        }
    }
}

fn split_part(part: SplitPart, viewer: Viewer) -> SplitPartLine {
    SplitPartLine {
        number: part.number,
        href: matches!(viewer, Viewer::User(_)).then(|| format!("/desk/tickets/{}", part.ticket)),
    }
}

/// One message.
pub(in crate::pages) fn message_line(message: Message, viewer: Viewer, state: &WebState) -> MessageLine {
    let (author_kind, author_name, own) = match message.author {
        Author::Requester { name, .. } => {
            ("requester", name.unwrap_or_default(), viewer == Viewer::Requester)
        }
        Author::Agent { id, name } => ("agent", name, viewer == Viewer::User(id)),
        Author::System => ("system", String::new(), false),
    };
    let format = message.format;
    let body = message.body.as_deref().unwrap_or_default();
    // Only what a requester wrote as plain text comes with the mail it answers below it.
    let folds = author_kind == "requester" && format == BodyFormat::Text;
    let end = folded_at(body).filter(|_| folds).unwrap_or(body.len());
    let (said, quoted) = body.split_at(end);
    let (said, quoted) = (said.trim_end().to_owned(), quoted.to_owned());
    MessageLine {
        id: message.id.to_string(),
        author_kind: author_kind.into(),
        author_name,
        own,
        crossing: false,
        visibility: message.visibility.as_str().into(),
        format: format.as_str().into(),
        erased: message.body.is_none(),
        body: said,
        quoted,
        mentions: message.mentions.into_iter().map(|user| user.name).collect(),
        at: message.created_at,
        split_from: message.split_from.map(|part| split_part(part, viewer)),
        split_into: message
            .split_into
            .into_iter()
            .map(|part| split_part(part, viewer))
            .collect(),
        sender: None,
        // That nothing is sent at all is said once for the installation, not at every message.
        letter: message
            .letter
            .filter(|letter| *letter != Delivery::Held)
            .map(|letter| letter.as_str().into()),
        merged_from: message.merged_from.map(|from| MergedFromLine {
            number: from.number,
            href: matches!(viewer, Viewer::User(_)).then(|| format!("/desk/tickets/{}", from.ticket)),
            other_requester: from.other_requester,
        }),
        files: message
            .files
            .into_iter()
            .map(|file| FileLine {
                href: file_href(state, file.id, viewer.user()),
                name: file.name,
                size: file.size,
                media_type: file.media_type,
            })
            .collect(),
    }
}

/// The categories of a standard, for selects.
pub(in crate::pages) fn category_groups(standard: &Standard) -> Vec<CategoryGroup> {
    let tree = standard.categories();
    let group = |top: &touchstone_domain::category::CategoryPath| CategoryGroup {
        code: Cow::Owned(top.to_string()),
        children: tree
            .under(top.as_str())
            .map(|leaf| Cow::Owned(leaf.to_string()))
            .collect(),
    };
    tree.tops().map(group).collect()
}

/// A rating that was given.
pub(in crate::pages) fn rating_line(rating: Rating) -> RatingLine {
    RatingLine {
        score: rating.score,
        dimensions: rating
            .dimensions
            .iter()
            .map(|(what, score)| (what.as_str().into(), *score))
            .collect(),
        comment: rating.comment.unwrap_or_default(),
        at: rating.updated_at,
    }
}
