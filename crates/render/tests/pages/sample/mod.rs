//! Sample views: every page with nothing, a little and a lot in it. Used by the tests and by the gallery.

mod admin;
mod audit;
mod backtest;
mod board;
mod breach;
mod bulk;
mod calendar;
mod demo_mail;
mod demo_webhooks;
mod desk;
mod entrance;
mod errors;
mod export;
mod handover;
mod history;
mod import;
mod law;
mod letter;
mod mail_in;
mod maintenance;
mod mention;
mod pledge;
mod privacy;
mod privacy_request;
mod public;
mod related;
mod reply_template;
mod retention;
mod role;
mod rule;
mod saved_view;
mod search;
mod settings;
mod split;
mod staff_notice;
mod standard;
mod ticket;
mod webhook;
mod words;

use touchstone_domain::clock::CauseBranch;
use touchstone_domain::language::Language;
use touchstone_domain::time::{Span, Timestamp};
use touchstone_render::view::{
    ChargedView, ClockView, ClockWhy, Code, ConditionView, Frame, FrameUser, Notice, Theme, Tone, View,
};
use touchstone_render::{RenderError, Renderer};

type Draw = Box<dyn Fn(&Renderer, &Frame) -> Result<String, RenderError>>;

/// One page in one state.
pub struct Sample {
    /// `<page>-<state>`, also the file name in the gallery.
    pub name: &'static str,
    /// Path in the frame.
    path: &'static str,
    /// Shown to somebody who is signed in.
    signed_in: bool,
    draw: Draw,
}

impl Sample {
    fn public<V: View + 'static>(name: &'static str, path: &'static str, view: V) -> Self {
        Self {
            name,
            path,
            signed_in: false,
            draw: Box::new(move |renderer, frame| renderer.page(frame, &view)),
        }
    }

    fn signed_in<V: View + 'static>(name: &'static str, path: &'static str, view: V) -> Self {
        Self {
            signed_in: true,
            ..Self::public(name, path, view)
        }
    }

    pub fn render(
        &self,
        renderer: &Renderer,
        language: Language,
        theme: Theme,
    ) -> Result<String, RenderError> {
        let mut frame = Frame::new(language, self.path, now());
        frame.theme = theme;
        frame.csrf = "sample-csrf".to_owned();
        frame.demo = self.name.starts_with("demo") || self.name == "sign-in-demo";
        if self.signed_in {
            frame.user = Some(user());
        }
        if self.name.starts_with("maintenance") || self.name == "desk-much" {
            frame.announcements = maintenance::bars();
        }
        if self.name == "ticket-much" {
            frame.notices.push(Notice::new(Tone::Success, "reply_sent"));
        }
        (self.draw)(renderer, &frame)
    }
}

/// All samples.
pub fn all() -> Vec<Sample> {
    let mut samples = public::samples();
    samples.extend(desk::samples());
    samples.extend(ticket::samples());
    samples.extend(bulk::samples());
    samples.extend(handover::samples());
    samples.extend(split::samples());
    samples.extend(mention::samples());
    samples.extend(staff_notice::samples());
    samples.extend(saved_view::samples());
    samples.extend(reply_template::samples());
    samples.extend(letter::samples());
    samples.extend(related::samples());
    samples.extend(search::samples());
    samples.extend(admin::samples());
    samples.extend(audit::samples());
    samples.extend(privacy::samples());
    samples.extend(role::samples());
    samples.extend(privacy_request::samples());
    samples.extend(settings::samples());
    samples.extend(retention::samples());
    samples.extend(standard::samples());
    samples.extend(rule::samples());
    samples.extend(backtest::samples());
    samples.extend(calendar::samples());
    samples.extend(law::samples());
    samples.extend(maintenance::samples());
    samples.extend(board::samples());
    samples.extend(breach::samples());
    samples.extend(pledge::samples());
    samples
}

/// 2026-11-21 14:05 in Shanghai.
pub fn now() -> Timestamp {
    Timestamp::from_micros(1_795_241_100_000_000)
}

fn minutes_ago(minutes: i64) -> Timestamp {
    now() - Span::minutes(minutes)
}

fn user() -> FrameUser {
    let permissions = touchstone_domain::access::Permission::ALL
        .iter()
        .map(|code| code.to_string())
        .collect();
    FrameUser {
        id: "usr_00000000000w1".into(),
        name: "王芳".into(),
        role: "administrator".into(),
        role_name: String::new(),
        permissions,
        unread: 3,
    }
}

/// A clock of `target` minutes with `left` of them left (negative: late).
fn clock(metric: &'static str, state: &'static str, target: i64, left: i64) -> ClockView {
    let used = target - left;
    let warned = if left * 5 <= target {
        2
    } else {
        u8::from(left * 2 <= target)
    };
    ClockView {
        metric: metric.into(),
        instance: 1,
        basis: if metric.starts_with("stage_") {
            "stage"
        } else {
            "sla"
        }
        .into(),
        state: state.into(),
        target: Span::minutes(target),
        started_at: minutes_ago(used),
        due_at: now() + Span::minutes(left),
        paused_at: (state == "paused").then(|| minutes_ago(30)),
        met_at: (state == "met").then(|| minutes_ago(20)),
        breached_at: (state == "breached").then(|| now() + Span::minutes(left)),
        remaining: Span::minutes(left),
        warned,
        cause: None,
        charged: None,
        breach_stage: (state == "breached").then(|| "assigned".into()),
        why: Some(why(metric, target, used)),
    }
}

/// The tree of causes, as the product has it.
fn cause_tree() -> Vec<(Code, Vec<Code>)> {
    let branch = |branch: &CauseBranch| {
        let causes = branch.causes().map(|cause| Code::from(cause.as_str()));
        (Code::from(branch.as_str()), causes.collect())
    };
    CauseBranch::ALL.iter().map(branch).collect()
}

/// Who answers for a breach.
fn charged(to: &'static str, party: &str) -> ChargedView {
    ChargedView {
        to: to.into(),
        party: party.into(),
    }
}

/// One comparison of a condition.
fn compared(fact: &'static str, operator: &'static str, words: &[&'static str]) -> ConditionView {
    ConditionView {
        mode: "is".into(),
        parts: Vec::new(),
        fact: fact.into(),
        operator: operator.into(),
        words: words.iter().map(|word| (*word).into()).collect(),
    }
}

/// A condition with every sort of group and comparison in it.
pub fn condition() -> ConditionView {
    let group = |mode: &'static str, parts| ConditionView {
        mode: mode.into(),
        parts,
        ..ConditionView::default()
    };
    let any = vec![
        compared("urgency", "at_least", &["high"]),
        compared("tier", "one_of", &["enterprise", "premium"]),
        group(
            "all",
            vec![
                compared("impact", "at_most", &["many"]),
                compared("priority", "one_of", &["1", "2"]),
            ],
        ),
    ];
    let all = vec![
        compared("kind", "one_of", &["complaint", "after-sales"]),
        compared("category", "under", &["payment"]),
        group("any", any),
        group("not", vec![compared("channel", "none_of", &["email"])]),
        compared("category", "set", &[]),
        compared("category", "unset", &[]),
    ];
    group("all", all)
}

/// What such a clock comes from: half of them count working time.
fn why(metric: &'static str, target: i64, used: i64) -> ClockWhy {
    let business = metric.contains('e') && target > 60;
    ClockWhy {
        rule: (!metric.starts_with("stage_")).then_some(3),
        when: if business {
            condition()
        } else {
            ConditionView::default()
        },
        calendar: business.then(|| ("service-hours".into(), 3, "Asia/Shanghai".into())),
        unknown_years: business.then_some(2027).into_iter().collect(),
        elapsed: Span::minutes(used),
        extended: business.then(|| Span::hours(24)),
        pauses: vec![("waiting_requester".into(), minutes_ago(90), minutes_ago(45))],
    }
}
