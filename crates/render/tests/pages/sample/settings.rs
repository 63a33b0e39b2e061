//! Mail server and other settings of the installation.

use touchstone_render::view::*;

use super::{Sample, minutes_ago};

pub fn samples() -> Vec<Sample> {
    let sample = |name, view| Sample::signed_in(name, "/admin/mail", view);
    vec![
        sample("mail-none", mail(MailForm::empty(securities()))),
        sample(
            "mail-set",
            MailView {
                active: true,
                set: true,
                sent_at: Some(minutes_ago(3)),
                problem: Some((minutes_ago(50), "log_in".into())),
                held: 1000,
                held_more: true,
                ..mail(MailForm {
                    has_password: true,
                    ..mail_form()
                })
            },
        ),
        sample("mail-refused", mail(refused("mail_silent"))),
        sample(
            "mail-fixed",
            MailView {
                fixed: true,
                active: true,
                ..mail(mail_form())
            },
        ),
        Sample::signed_in("settings", "/admin/settings", settings(false)),
        Sample::signed_in("settings-fixed", "/admin/settings", settings(true)),
    ]
}

fn securities() -> Vec<Code> {
    ["starttls", "tls", "plain"].map(Into::into).to_vec()
}

pub fn mail_form() -> MailForm {
    MailForm {
        host: "smtp.shop.example".into(),
        port: "587".into(),
        security: "starttls".into(),
        user: "care".into(),
        from: "Service <care@shop.example>".into(),
        version: 2,
        ..MailForm::empty(securities())
    }
}

fn refused(code: &'static str) -> MailForm {
    let mut form = mail_form();
    form.kept_password = "c2VhbGVk".into();
    form.problems.fields.push(FieldProblem::new("mail_host", code));
    form
}

fn mail(form: MailForm) -> MailView {
    MailView {
        fixed: false,
        active: false,
        set: false,
        sent_at: None,
        problem: None,
        held: 1,
        held_more: false,
        form,
    }
}

fn settings(fixed: bool) -> SettingsView {
    let mut problems = Problems::none();
    if !fixed {
        problems.fields.push(FieldProblem::new("zone", "unknown_zone"));
    }
    SettingsView {
        platform: "海月商城服务台".into(),
        platform_max: 40,
        zone: "Asia/Shanghai".into(),
        zone_fixed: fixed,
        zones: vec!["Asia/Seoul".into(), "Asia/Shanghai".into(), "Asia/Tokyo".into()],
        language: "zh-CN".into(),
        version: 1,
        problems,
        routing: RoutingForm {
            tiers: vec![
                TierTeam {
                    tier: "general".into(),
                    team: String::new(),
                },
                TierTeam {
                    tier: "premium".into(),
                    team: "tea_0000000000001".into(),
                },
            ],
            teams: vec![Choice::new("tea_0000000000001", "尊享服务组")],
            version: 1,
            problems: Problems {
                code: None,
                fields: vec![FieldProblem::new("premium", "not_found")],
            },
        },
    }
}

pub fn setup_again() -> SetupView {
    let mut problems = Problems::none();
    for (field, code) in [
        ("mail_host", "mail_unreachable"),
        ("mail_security", "mail_insecure"),
        ("mail_password", "mail_log_in"),
        ("mail_from", "mail_refused"),
    ] {
        problems.fields.push(FieldProblem::new(field, code));
    }
    SetupView {
        token: "7f3a".repeat(8),
        name: "王芳".into(),
        email: "wang@shop.example".into(),
        password_min: 12,
        kept_password: "c2VhbGVk".into(),
        platform: "海月商城服务台".into(),
        platform_max: 40,
        zone: "Asia/Shanghai".into(),
        language: "zh-CN".into(),
        mail: mail_form(),
        tested: "c2VhbGVk".into(),
        problems,
        ..SetupView::default()
    }
}
