//! What becomes of the service standard while the demo's history runs: a second version comes into force half-way, most of
//! those it binds confirm it, a law is amended, a third version is in review when the visitor comes, and a fourth, still a
//! draft, has been replayed on the last month.

use anyhow::{Context as _, Result};
use touchstone_app::backtest::{BacktestPeriod, backtest_begin, backtest_read, backtest_step};
use touchstone_app::core::{Actor, UserActor};
use touchstone_app::law::{law, law_amend, law_clause_reviewed};
use touchstone_app::standard::{
    standard_acknowledge, standard_approve, standard_begin_draft, standard_comment, standard_edit,
    standard_read, standard_schedule, standard_step, standard_submit,
};
use touchstone_app::{App, AppError, Call};
use touchstone_domain::access::Role;
use touchstone_domain::backtest::BacktestState;
use touchstone_domain::event::Origin;
use touchstone_domain::id::{Id as _, StandardId};
use touchstone_domain::language::Language;
use touchstone_domain::time::{Span, Timestamp};

use super::desk::Desk;
use super::perform::caller;
use crate::refusal::worded;

/// How long after the beginning of the history the second version is in force.
const SECOND: Span = Span::days(45);
/// Of those a version binds, one in so many has not confirmed it yet.
const SLOW: usize = 4;

/// Figures and words of the second version, and of the third.
const FASTER: [(&str, &str); 9] = [
    ("result_told = \"PT72H\"", "result_told = \"PT60H\""),
    // Feedback is solved in three working days, and what waits for a lead waits in working time.
    (
        "resolution = \"PT48H\"           # also for major feedback\nclock = \"calendar\"",
        "resolution = \"PT22H30M\"        # also for major feedback\nclock = \"business\"\ncalendar = \"service-hours\"",
    ),
    // After-sales requests of those who pay for more, and urgent ones, come before the rest.
    (
        "[[clock]]\napplies = { kind = \"after-sales\" }\n",
        "[[clock]]   # after-sales, for whom it matters most\nwhen = { all = [\n    { kind = \"after-sales\" },\n    \
         { any = [{ urgency = { at_least = \"high\" } }, { tier = [\"enterprise\", \"premium\"] }] },\n] }\n\
         first_response = \"PT12H\"\nresolution = \"PT36H\"\nclock = \"calendar\"\n\n\
         [[clock]]\napplies = { kind = \"after-sales\" }\n",
    ),
    (
        "classified = { limit",
        "classified = { clock = \"business\", calendar = \"service-hours\", limit",
    ),
    (
        "assigned   = { limit",
        "assigned   = { clock = \"business\", calendar = \"service-hours\", limit",
    ),
    (
        "处理结果连同理由和依据在 **72 小时**",
        "处理结果连同理由和依据在 **60 小时**",
    ),
    (
        "told in writing within **72 hours**",
        "told in writing within **60 hours**",
    ),
    ("理由と根拠を添えて **72 時間**", "理由と根拠を添えて **60 時間**"),
    ("이유와 근거를 담아 **72시간**", "이유와 근거를 담아 **60시간**"),
];
const CLEARER: [(&str, &str); 4] = [
    ("不用内部术语；每次答复", "不用内部术语和套话；每次答复"),
    (
        "in plain words without jargon",
        "in plain words without jargon or set phrases",
    ),
    ("社内用語を使わず", "社内用語や決まり文句を使わず"),
    (
        "내부 용어 없이 알기 쉽게",
        "내부 용어나 상투적인 말 없이 알기 쉽게",
    ),
];

/// First answers of the draft that is backtested.
const SHORTER: [(&str, &str); 1] = [(
    "\"counter\", \"sms\"] }\nfirst_response = \"PT15M\"",
    "\"counter\", \"sms\"] }\nfirst_response = \"PT10M\"",
)];
/// The past it is replayed on.
const REPLAYED: Span = Span::days(30);

/// The two who write and approve: what both have written, both may approve.
struct House<'a> {
    quality: &'a UserActor,
    administrator: &'a UserActor,
}

impl<'a> House<'a> {
    fn of(desk: &'a Desk) -> Result<Self> {
        let find = |role: Role| {
            let found = desk.actors.iter().find(|actor| actor.role == role);
            found.with_context(|| format!("the demo has no {role}"))
        };
        Ok(Self {
            quality: find(Role::QualityManager)?,
            administrator: find(Role::Administrator)?,
        })
    }
}

pub(super) fn by(actor: &UserActor, at: Timestamp) -> Call {
    Call::by(caller(Actor::User(actor.clone()), Origin::Desk, Language::ZhCn)).at(at)
}

pub(super) fn told<T>(outcome: Result<T, AppError>) -> Result<T> {
    outcome.map_err(|error| worded(&error))
}

fn changed(text: &str, changes: &[(&str, &str)]) -> Result<String> {
    let mut text = text.to_owned();
    for (from, to) in changes {
        anyhow::ensure!(text.contains(from), "the shipped standard no longer says {from}");
        text = text.replacen(from, to, 1);
    }
    Ok(text)
}

/// A draft of both, submitted.
async fn drafted(
    app: &App,
    house: &House<'_>,
    from: StandardId,
    changes: [&[(&str, &str)]; 2],
    at: Timestamp,
) -> Result<StandardId> {
    let draft = told(standard_begin_draft(app, &by(house.quality, at), Some(from)).await)?;
    let mut text = draft.pack;
    for (author, changes) in [house.quality, house.administrator].into_iter().zip(changes) {
        text = changed(&text, changes)?;
        told(standard_edit(app, &by(author, at), draft.id, text.clone()).await)?;
    }
    told(standard_submit(app, &by(house.quality, at), draft.id).await)?;
    Ok(draft.id)
}

/// Before the history: the second version is written and approved, and has its instant.
pub(super) async fn begin(app: &App, desk: &Desk, start: Timestamp) -> Result<()> {
    let house = House::of(desk)?;
    let (figure, words) = FASTER.split_at(5);
    let second = drafted(app, &house, StandardId::from_raw(1), [figure, words], start).await?;
    let notes = ["各团队已试行两周，可以按时完成。", "同意。"];
    for (approver, note) in [house.administrator, house.quality].into_iter().zip(notes) {
        told(standard_approve(app, &by(approver, start), second, Some(note.to_owned())).await)?;
    }
    let from = Some(start + SECOND);
    told(standard_schedule(app, &by(house.quality, start), second, from).await)?;
    Ok(())
}

/// After the history: who has read the second version, what an amendment asks, and a third version in review.
pub(super) async fn end(app: &App, desk: &Desk, at: Timestamp) -> Result<()> {
    let house = House::of(desk)?;
    told(standard_step(app).await)?;
    let current = told(touchstone_app::standard::standard_current(app).await)?.id;
    let bound = desk.actors.iter().filter(|actor| actor.role != Role::Executive);
    for (_, reader) in bound.enumerate().filter(|(n, _)| n % SLOW != 0) {
        told(standard_acknowledge(app, &by(reader, at), current).await)?;
    }
    amended(app, &house, at).await?;
    let third = drafted(app, &house, current, [&CLEARER[..1], &CLEARER[1..]], at).await?;
    let said = "日文和韩文表述请再核对一遍。".to_owned();
    told(standard_comment(app, &by(house.administrator, at), third, said).await)?;
    told(standard_approve(app, &by(house.administrator, at), third, None).await)?;
    let kept = told(standard_read(app, &by(house.quality, at).caller, third).await)?;
    anyhow::ensure!(kept.approvals == 1, "the third version is no longer in review");
    backtested(app, &house, current, at).await
}

/// A draft with shorter first answers, and what it would have meant for the last month.
async fn backtested(app: &App, house: &House<'_>, current: StandardId, at: Timestamp) -> Result<()> {
    let call = by(house.quality, at);
    let draft = told(standard_begin_draft(app, &call, Some(current)).await)?;
    let text = changed(&draft.pack, &SHORTER)?;
    told(standard_edit(app, &call, draft.id, text).await)?;
    let period = BacktestPeriod {
        from: at - REPLAYED,
        to: at,
    };
    let begun = told(backtest_begin(app, &call, draft.id, period).await)?;
    while told(backtest_step(app).await)? {}
    let done = told(backtest_read(app, &call.caller, begun.id).await)?;
    anyhow::ensure!(
        done.state == BacktestState::Completed,
        "the backtest of the demo is {}: {:?}",
        done.state,
        done.problem
    );
    Ok(())
}

/// The revision of 2025, noted; one of the clauses that rest on the law was looked at since.
async fn amended(app: &App, house: &House<'_>, at: Timestamp) -> Result<()> {
    const LAW: &str = "cn-unfair-competition-law";
    let call = by(house.quality, at);
    let entry = told(law(app, &call.caller, LAW).await)?.law;
    let note = "2025 年修订，自 2025 年 10 月 15 日起施行；虚假评价明确列为虚假宣传。".to_owned();
    let noted = told(law_amend(app, &call, entry, "2025-06-27".to_owned(), note).await)?;
    let first = noted
        .cited_by
        .first()
        .cloned()
        .context("no clause cites the law")?;
    let result = "条款已涵盖，无需修改。".to_owned();
    told(law_clause_reviewed(app, &call, LAW.to_owned(), first, result).await)?;
    Ok(())
}
