//! Webhooks in every state, with what is on its way to them.

use touchstone_domain::event::event_families;
use touchstone_render::view::*;

use super::minutes_ago;

fn line(state: &'static str) -> WebhookLine {
    let ill = state != "active";
    WebhookLine {
        id: "whk_01jd9f3k7m2q8".into(),
        name: "订单系统 ERP".into(),
        url: "https://erp.example/hooks/touchstone".into(),
        state: state.into(),
        stopped_at: ill.then(|| minutes_ago(60)),
        failures: if ill { 12 } else { 0 },
        failing_since: ill.then(|| minutes_ago(4_400)),
        probed: ill,
        rest_until: None,
        succeeded_at: Some(minutes_ago(if ill { 4_500 } else { 2 })),
        failed_at: ill.then(|| minutes_ago(61)),
        failed_status: ill.then_some(503),
        failed_problem: ill.then(|| "unable".into()),
        behind: if ill { 48_213 } else { 0 },
        waiting: if ill { 400 } else { 0 },
        dead: if ill { 1_000 } else { 0 },
    }
}

fn form() -> WebhookForm {
    WebhookForm {
        key: "k".into(),
        version: 3,
        name: "订单系统 ERP".into(),
        url: "https://erp.example/hooks/touchstone".into(),
        events: vec!["ticket.*".into(), "message.added".into()],
        families: event_families()
            .into_iter()
            .map(|(code, kinds)| AuditFamily {
                code: code.into(),
                kinds: kinds.iter().map(|kind| kind.as_str().into()).collect(),
            })
            .collect(),
        problems: Problems::none(),
    }
}

fn delivery(state: &'static str, problem: Option<&'static str>) -> DeliveryLine {
    DeliveryLine {
        id: "dlv_01jd9f3k7m2q8".into(),
        event: "evt_01jd9f3k7m2q8".into(),
        kind: "ticket.received".into(),
        subject: "tkt_01jd9f3k7m2q8".into(),
        href: (state != "dropped").then(|| "/desk/tickets/tkt_01jd9f3k7m2q8".into()),
        state: state.into(),
        attempts: if problem.is_some() { 3 } else { 1 },
        queued_at: minutes_ago(9),
        last_at: (state != "dropped").then(|| minutes_ago(8)),
        next_at: (state == "waiting").then(|| minutes_ago(-4)),
        status: (state == "delivered").then_some(204),
        problem: problem.map(Into::into),
        took_ms: Some(38),
        replayed: state == "dropped",
    }
}

fn replay(state: &'static str) -> ReplayLine {
    ReplayLine {
        id: "rpl_01jd9f3k7m2q8".into(),
        state: state.into(),
        from: minutes_ago(10_000),
        percent: 43,
        queued: 1_204,
        created_at: minutes_ago(3),
    }
}

pub fn webhooks() -> WebhooksView {
    WebhooksView {
        webhooks: ["active", "paused", "failing", "gone"]
            .into_iter()
            .map(line)
            .collect(),
        full: true,
    }
}

pub fn none() -> WebhooksView {
    WebhooksView {
        webhooks: Vec::new(),
        full: false,
    }
}

pub fn new() -> WebhookNewView {
    let problems = [("url", "private_target"), ("events", "unknown_event")];
    WebhookNewView {
        form: WebhookForm {
            problems: Problems {
                code: None,
                fields: problems
                    .into_iter()
                    .map(|(field, code)| FieldProblem::new(field, code))
                    .collect(),
            },
            ..form()
        },
    }
}

pub fn one() -> WebhookView {
    WebhookView {
        line: line("failing"),
        form: form(),
        secret: None,
        overlaps: vec![minutes_ago(-600)],
        trial: Some(WebhookTrialView {
            taken: false,
            status: Some(503),
            problem: Some("unable".into()),
            took_ms: 1_204,
            sent: "{\"specversion\":\"1.0\"}".into(),
            answer: "<script>upstream connect error</script>".into(),
        }),
        creator: "陈思远".into(),
        created_at: minutes_ago(90_000),
        state: Some("dead".into()),
        states: ["waiting", "delivered", "dead", "dropped"]
            .into_iter()
            .map(Into::into)
            .collect(),
        deliveries: vec![
            delivery("waiting", Some("timeout")),
            delivery("delivered", None),
            delivery("dead", Some("refused")),
            delivery("dropped", None),
        ],
        next: Some("/admin/webhooks/whk_01jd9f3k7m2q8?state=dead&cursor=dlv_01jd9f3k7m2q8#deliveries".into()),
        replays: ["running", "done", "cancelled"].into_iter().map(replay).collect(),
        from: "2026-11-01T08:00".into(),
        problems: Problems::of("replay_under_way"),
    }
}

pub fn made() -> WebhookView {
    WebhookView {
        line: WebhookLine {
            succeeded_at: None,
            ..line("active")
        },
        secret: Some("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".into()),
        overlaps: Vec::new(),
        trial: None,
        state: None,
        deliveries: Vec::new(),
        next: None,
        replays: Vec::new(),
        from: String::new(),
        problems: Problems::none(),
        ..one()
    }
}
