//! Pages by which staff come in.

use touchstone_domain::time::{Span, Timestamp};
use touchstone_render::view::*;

use super::words::HOSTILE;
use super::{Sample, minutes_ago};

pub fn samples() -> Vec<Sample> {
    vec![
        Sample::public("sign-in", "/sign-in", SignInView::default()),
        Sample::public("sign-in-refused", "/sign-in", refused()),
        Sample::public(
            "sign-in-demo",
            "/sign-in",
            SignInView {
                demo_logins: logins(),
                ..SignInView::default()
            },
        ),
        Sample::public("forgot", "/forgot", ForgotView::default()),
        Sample::public(
            "forgot-problem",
            "/forgot",
            ForgotView {
                email: "mei".into(),
                problems: Problems {
                    code: None,
                    fields: vec![FieldProblem::new("email", "malformed")],
                },
            },
        ),
        Sample::public("password-invitation", "/password", password("invitation")),
        Sample::public("password-reset", "/password", password("password_reset")),
        Sample::public("password-dead", "/password", PasswordLinkView::default()),
        Sample::public(
            "setup",
            "/setup",
            SetupView {
                password_min: 10,
                platform_max: 40,
                zone: "Asia/Shanghai".into(),
                language: "zh-CN".into(),
                mail: super::settings::mail_form(),
                ..SetupView::default()
            },
        ),
        Sample::public("setup-again", "/setup", super::settings::setup_again()),
        Sample::public(
            "setup-fixed",
            "/setup",
            SetupView {
                zone_fixed: true,
                mail_fixed: true,
                ..super::settings::setup_again()
            },
        ),
        Sample::public("second-step", "/sign-in/code", SecondStepView::default()),
        Sample::public(
            "second-step-wrong",
            "/sign-in/code",
            SecondStepView {
                next: "/desk".into(),
                passkey: Some(passkey_ask()),
                problems: Problems {
                    code: None,
                    fields: vec![FieldProblem::new("code", "second_code_wrong")],
                },
            },
        ),
        Sample::signed_in("security-off", "/account/security", SecurityView::default()),
        Sample::signed_in("security-enrol", "/account/security", enrolling()),
        Sample::signed_in("security-on", "/account/security", secured()),
        Sample::signed_in("security-passkey", "/account/security", naming_a_passkey()),
    ]
}

fn password(kind: &'static str) -> PasswordLinkView {
    PasswordLinkView {
        kind: Some(kind.into()),
        name: HOSTILE.into(),
        email: "mei@example.com".into(),
        password_min: 12,
        problems: Problems::none(),
    }
}

fn refused() -> SignInView {
    SignInView {
        email: "wang@example.com".into(),
        next: "/desk".into(),
        expired: true,
        locked_for: Some(Span::minutes(15)),
        problems: Problems::of("sign_in_refused"),
        passkey: Some(passkey_ask()),
        sign_on: Some(HOSTILE.into()),
        demo_logins: Vec::new(),
    }
}

fn logins() -> Vec<DemoLogin> {
    [
        ("administrator", "林静"),
        ("team_lead", "王芳"),
        ("agent", "陈浩"),
        ("quality_manager", "佐藤花"),
        ("executive", "周敏"),
    ]
    .into_iter()
    .map(|(role, name)| DemoLogin {
        role: role.into(),
        name: name.into(),
        email: format!("{role}@demo.example"),
        password: "demo".into(),
    })
    .collect()
}

fn enrolling() -> SecurityView {
    SecurityView {
        email: "mei@example.com".into(),
        required: true,
        enrolment: Some(EnrolmentView {
            qr: touchstone_render::qr::qr(
                "otpauth://totp/Touchstone:mei?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
            ),
            key: "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ".into(),
        }),
        form: "confirm".into(),
        problems: Problems {
            code: None,
            fields: vec![FieldProblem::new("code", "second_code_wrong")],
        },
        ..SecurityView::default()
    }
}

fn secured() -> SecurityView {
    SecurityView {
        email: "mei@example.com".into(),
        since: Some(minutes_ago(90)),
        app: true,
        passkeys: vec![passkey("pky_0000000000001", HOSTILE, None)],
        passkey_origin: Some("https://desk.example".into()),
        codes_left: 10,
        codes: (10..20).map(|n| format!("4k7m{n}-q2xw{n}")).collect(),
        ..SecurityView::default()
    }
}

fn naming_a_passkey() -> SecurityView {
    SecurityView {
        since: Some(minutes_ago(90)),
        passkeys: vec![
            passkey("pky_0000000000001", "Laptop", Some(minutes_ago(2))),
            passkey("pky_0000000000002", "手机", None),
        ],
        passkey_origin: Some("https://desk.example".into()),
        passkey_ask: Some(passkey_ask()),
        passkey_name: HOSTILE.into(),
        form: "passkey".into(),
        problems: Problems {
            code: None,
            fields: vec![FieldProblem::new("credential", "passkey_refused")],
        },
        ..SecurityView::default()
    }
}

fn passkey(id: &str, name: &str, used_at: Option<Timestamp>) -> PasskeyLine {
    PasskeyLine {
        id: id.into(),
        name: name.into(),
        created_at: minutes_ago(90),
        used_at,
    }
}

fn passkey_ask() -> PasskeyAsk {
    PasskeyAsk {
        options: r#"{"challenge":"AA"}"#.into(),
        ceremony: "sealed".into(),
        origin: "https://desk.example".into(),
    }
}
