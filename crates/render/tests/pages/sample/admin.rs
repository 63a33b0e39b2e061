//! Account and administration.

use touchstone_domain::access::{Permission, Role};
use touchstone_domain::time::Span;
use touchstone_render::view::*;

use super::desk::choices;
use super::public::mail;
use super::{Sample, minutes_ago, now};

pub fn samples() -> Vec<Sample> {
    vec![
        Sample::signed_in("account", "/account", account(tokens(), None)),
        Sample::signed_in("account-token", "/account", account(Vec::new(), Some(issued()))),
        Sample::signed_in(
            "users",
            "/admin/users",
            users(
                30,
                UserForm {
                    password_min: 10,
                    ..UserForm::default()
                },
            ),
        ),
        Sample::signed_in("users-edit", "/admin/users", users(3, edited())),
        Sample::signed_in(
            "users-none",
            "/admin/users",
            UsersView {
                may_manage: false,
                ..users(0, UserForm::default())
            },
        ),
        Sample::signed_in(
            "teams",
            "/admin/teams",
            teams(vec![("售后一组", 5), ("支付与账号组", 1), ("旧组", 0)]),
        ),
        Sample::signed_in("teams-none", "/admin/teams", teams(Vec::new())),
        Sample::signed_in("admin", "/admin", AdminView {}),
        Sample::signed_in(
            "user-sessions",
            "/admin/users/usr_0000000000001/sessions",
            user_sessions(true),
        ),
        Sample::signed_in(
            "user-sessions-none",
            "/admin/users/usr_0000000000001/sessions",
            user_sessions(false),
        ),
        Sample::signed_in(
            "tokens",
            "/admin/tokens",
            TokensView {
                tokens: tokens(),
                issued: Some(issued()),
                form: form(),
                next: Some("?cursor=x".into()),
            },
        ),
        Sample::signed_in(
            "tokens-none",
            "/admin/tokens",
            TokensView {
                tokens: Vec::new(),
                issued: None,
                form: refused(),
                next: None,
            },
        ),
        Sample::signed_in(
            "outbox",
            "/admin/outbox",
            OutboxView {
                notifications: outbox(),
                next: Some("?cursor=x".into()),
            },
        ),
        Sample::signed_in(
            "outbox-none",
            "/admin/outbox",
            OutboxView {
                notifications: Vec::new(),
                next: None,
            },
        ),
        Sample::signed_in("backups", "/admin/backups", backups()),
        Sample::signed_in("imports", "/admin/imports", super::import::imports()),
        Sample::signed_in("imports-none", "/admin/imports", super::import::imports_none()),
        Sample::signed_in("import-new", "/admin/imports/new", super::import::import_new()),
        Sample::signed_in(
            "import-draft",
            "/admin/imports/imp_x",
            super::import::import_draft(),
        ),
        Sample::signed_in(
            "import-running",
            "/admin/imports/imp_x",
            super::import::import_running(),
        ),
        Sample::signed_in(
            "import-undone",
            "/admin/imports/imp_x",
            super::import::import_undone(),
        ),
        Sample::signed_in(
            "backups-none",
            "/admin/backups",
            BackupsView {
                backups: Vec::new(),
                ..backups()
            },
        ),
        Sample::signed_in(
            "backups-nowhere",
            "/admin/backups",
            BackupsView {
                place: None,
                backups: Vec::new(),
                next: None,
            },
        ),
        Sample::signed_in("exports", "/admin/exports", super::export::exports()),
        Sample::signed_in("exports-none", "/admin/exports", super::export::exports_none()),
        Sample::signed_in("webhooks", "/admin/webhooks", super::webhook::webhooks()),
        Sample::signed_in("webhooks-none", "/admin/webhooks", super::webhook::none()),
        Sample::signed_in("webhook-new", "/admin/webhooks/new", super::webhook::new()),
        Sample::signed_in(
            "webhook",
            "/admin/webhooks/whk_01jd9f3k7m2q8",
            super::webhook::one(),
        ),
        Sample::signed_in(
            "webhook-made",
            "/admin/webhooks/whk_01jd9f3k7m2q8",
            super::webhook::made(),
        ),
        Sample::signed_in("mail-in", "/admin/mail-in", super::mail_in::mails()),
        Sample::signed_in("mail-in-unset", "/admin/mail-in", super::mail_in::unset()),
        Sample::signed_in(
            "suppressions",
            "/admin/suppressions",
            super::mail_in::suppressions(),
        ),
        Sample::signed_in(
            "suppressions-none",
            "/admin/suppressions",
            super::mail_in::all_reached(),
        ),
        Sample::signed_in(
            "mail-in-one",
            "/admin/mail-in/mli_01jd9f3k7m2q8",
            super::mail_in::one(),
        ),
        Sample::signed_in("keys", "/admin/keys", keys()),
        Sample::signed_in("jobs", "/admin/jobs", jobs()),
        Sample::signed_in(
            "jobs-none",
            "/admin/jobs",
            JobsView {
                jobs: Vec::new(),
                dead: Vec::new(),
                next: None,
                may_manage: true,
                search: SearchIndexLine {
                    ready: true,
                    percent: 100,
                    ended_at: Some(minutes_ago(90)),
                },
            },
        ),
    ]
}

fn user_sessions(some: bool) -> UserSessionsView {
    let full = account(tokens(), None);
    UserSessionsView {
        id: "usr_0000000000001".into(),
        name: "陈浩".into(),
        sessions: if some { full.sessions } else { Vec::new() },
        tokens: if some { full.tokens } else { Vec::new() },
        identities: if some { vec![identity()] } else { Vec::new() },
    }
}

fn identity() -> IdentityLine {
    IdentityLine {
        issuer: "https://sso.shop.example".into(),
        linked_at: minutes_ago(60 * 24 * 30),
        last_used_at: minutes_ago(90),
    }
}

fn account(tokens: Vec<TokenLine>, issued: Option<IssuedToken>) -> AccountView {
    let session = |current, agent: &str, minutes| SessionLine {
        id: "ses_0000000000001".into(),
        current,
        agent: agent.into(),
        address: "203.0.113.24".into(),
        created_at: minutes_ago(minutes * 10),
        seen_at: minutes_ago(minutes),
        expires_at: now() + Span::days(7),
    };
    AccountView {
        name: "王芳".into(),
        email: "wang@example.com".into(),
        role: "team_lead".into(),
        role_name: "夜班组长".into(),
        profile: ProfileForm {
            name: "王芳".into(),
            language: "zh-CN".into(),
            version: 2,
            problems: Problems::none(),
        },
        teams: vec!["售后一组".into(), "投诉处理组".into()],
        sessions: vec![
            session(true, "Chrome · Windows", 0),
            session(false, "Safari · iPhone", 3000),
            session(false, "", 9000),
        ],
        password: PasswordForm {
            min: 10,
            problems: Problems {
                code: None,
                fields: vec![FieldProblem::new("password", "password_too_short").with("min", 10)],
            },
        },
        tokens,
        issued,
        token_form: form(),
    }
}

fn tokens() -> Vec<TokenLine> {
    let token = |name: &str, used: Option<i64>, days: Option<i64>, revoked: bool| TokenLine {
        id: "tok_0000000000001".into(),
        name: name.into(),
        owner: "王芳".into(),
        scopes: vec!["ticket.read".into(), "ticket.reply".into()],
        created_at: minutes_ago(90_000),
        used_at: used.map(minutes_ago),
        expires_at: days.map(|days| now() + Span::days(days)),
        revoked_at: revoked.then(|| minutes_ago(600)),
    };
    vec![
        token("工单同步脚本", Some(3), Some(60), false),
        token("BI 报表", None, None, false),
        token("旧集成", Some(80_000), Some(-3), false),
        token("test", Some(80_000), None, true),
    ]
}

fn issued() -> IssuedToken {
    IssuedToken {
        name: "工单同步脚本".into(),
        plaintext: "ts_live_4f1c0d7a9b2e4c35a6d8e0f1b2c3d4e5f60718293a4b5c6d".into(),
    }
}

fn form() -> TokenForm {
    TokenForm {
        available: Permission::ALL.iter().map(|code| code.as_str().into()).collect(),
        ..TokenForm::default()
    }
}

fn refused() -> TokenForm {
    TokenForm {
        name: "x".into(),
        chosen: vec!["ticket.read".into()],
        days: 30,
        open: true,
        problems: Problems {
            code: Some("validation_failed".into()),
            fields: vec![FieldProblem::new("scopes", "not_in_role").with("permission", "job.manage")],
        },
        ..form()
    }
}

fn users(count: usize, form: UserForm) -> UsersView {
    let roles = Role::ALL;
    UsersView {
        users: (0..count)
            .map(|index| UserLine {
                id: format!("usr_{index:013}"),
                name: [
                    "王芳",
                    "陈浩",
                    "佐藤花",
                    "Lee Minseo",
                    "Alexandra Featherstonehaugh-Montgomery",
                ][index % 5]
                    .into(),
                email: format!("user{index}@example.com"),
                role: roles[index % roles.len()].as_str().into(),
                role_name: if index == 1 {
                    "夜班客服".into()
                } else {
                    String::new()
                },
                teams: if index % 3 == 0 {
                    Vec::new()
                } else {
                    vec!["售后一组".into()]
                },
                state: ["active", "invited", "locked", "archived", "active", "waiting"][index % 6].into(),
                second_factor: index % 4 == 2,
                invitable: matches!(index % 6, 1 | 5),
                signed_in_at: (index % 2 == 0).then(|| minutes_ago(index.cast_signed() as i64 * 77)),
            })
            .collect(),
        next: (count > 10).then(|| "/admin/users?cursor=x".into()),
        may_manage: true,
        form,
        roles: roles.iter().map(|role| role.as_str().into()).collect(),
        own_roles: choices(&["夜班客服"]),
        teams: choices(&["售后一组", "支付与账号组", "物流组"]),
    }
}

fn edited() -> UserForm {
    UserForm {
        id: "usr_0000000000001".into(),
        name: "陈浩".into(),
        email: "chen@example.com".into(),
        role: "agent".into(),
        teams: vec!["tem_1".into()],
        language: "zh-CN".into(),
        version: 3,
        password_min: 10,
        open: true,
        problems: Problems {
            code: Some("email_taken".into()),
            fields: vec![FieldProblem::new("email", "taken")],
        },
    }
}

fn teams(lines: Vec<(&'static str, usize)>) -> TeamsView {
    TeamsView {
        teams: lines
            .into_iter()
            .map(|(name, members)| TeamLine {
                id: "tem_0000000000001".into(),
                name: name.into(),
                lead: if members > 1 {
                    "王芳".into()
                } else {
                    String::new()
                },
                members: (0..members).map(|index| format!("成员{index}")).collect(),
                archived: members == 0,
            })
            .collect(),
        may_manage: true,
        form: TeamForm::default(),
        users: choices(&["王芳", "陈浩"]),
    }
}

fn outbox() -> Vec<OutboxLine> {
    let mut failed = mail("resolved_please_confirm");
    failed.state = "failed".into();
    failed.attempts = 3;
    failed.sent_at = None;
    failed.problem = Some("refused".into());
    let mut queued = mail("waiting_for_you");
    queued.state = "queued".into();
    queued.attempts = 0;
    queued.sent_at = None;
    let mut held = failed.clone();
    held.state = "held".into();
    held.problem = Some("no_means".into());
    vec![mail("receipt"), queued, failed, held]
}

fn backups() -> BackupsView {
    let line = |state: &'static str, percent, problem: Option<&str>, size: Option<u64>| BackupLine {
        id: "bak_0000000000001".into(),
        state: state.into(),
        cause: if percent == Some(40) { "asked" } else { "scheduled" }.into(),
        at: minutes_ago(300),
        percent,
        file: size.map(|_| {
            "/mnt/backups/installation-of-the-service-desk/touchstone-20261122T012411Z.backup".into()
        }),
        size,
        rows: size.map(|_| 18_204_551),
        files: size.map(|_| 20_118),
        problem: problem.map(str::to_owned),
    };
    BackupsView {
        place: Some(BackupPlace {
            dir: "/mnt/backups/installation-of-the-service-desk".into(),
            every: Span::days(1),
            daily: 7,
            weekly: 4,
            sealed: false,
        }),
        backups: vec![
            line("queued", None, None, None),
            line("running", Some(40), None, None),
            line(
                "failed",
                None,
                Some("/mnt/backups cannot be read or written: No space left on device (os error 28)"),
                None,
            ),
            line("completed", None, None, Some(3_218_440_192)),
            line("removed", None, None, Some(3_118_440_192)),
        ],
        next: Some("?cursor=x".into()),
    }
}

fn jobs() -> JobsView {
    JobsView {
        jobs: vec![
            JobLine { id: "job_1".into(), kind: "notification_send".into(), attempts: 2, next_at: now() + Span::minutes(4), problem: Some("connection refused".into()) },
            JobLine { id: "job_2".into(), kind: "upload_sweep".into(), attempts: 0, next_at: now() + Span::hours(1), problem: None },
        ],
        dead: vec![DeadLetter {
            id: "job_3".into(),
            kind: "notification_send".into(),
            attempts: 8,
            at: minutes_ago(500),
            problem: "550 5.1.1 <x@example.invalid>: Recipient address rejected: User unknown in virtual mailbox table".into(),
        }],
        next: None,
        may_manage: true,
        search: SearchIndexLine { ready: false, percent: 43, ended_at: None },
    }
}

fn keys() -> KeysView {
    let line = |family: &'static str, change| KeyFamilyLine {
        family: family.into(),
        in_use: 2,
        versions: vec![1, 2],
        left: 1_204,
        retirable: true,
        change,
    };
    let change = KeyChangeLine {
        version: 3,
        state: "moving".into(),
        under_way: true,
        asked_at: minutes_ago(12),
        ended_at: None,
        done: 18_796,
        total: 20_000,
        stuck: 2,
        waiting: 1,
        problem: Some("the key ring cannot be written".into()),
    };
    KeysView {
        families: vec![line("sealing", Some(change)), line("lookup", None)],
        problems: Problems::of("key_change_under_way"),
    }
}
