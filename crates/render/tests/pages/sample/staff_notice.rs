//! What a member of staff was told of.

use touchstone_domain::staff_notice::{MailPace, NoticeKind};
use touchstone_render::view::{
    LiveView, NoticeChoiceLine, NoticeChoiceView, StaffNoticeLine, StaffNoticesView,
};

use super::{Sample, minutes_ago};

pub fn samples() -> Vec<Sample> {
    let every = NoticeKind::ALL.iter().zip(1..).map(|(kind, n)| line(*kind, n));
    let some = StaffNoticesView {
        lines: every.collect(),
        unread: false,
        through: "ntc_1".into(),
        next: Some("/notifications?before=ntc_9".into()),
        live: LiveView::default(),
    };
    let none = |unread| StaffNoticesView {
        lines: Vec::new(),
        unread,
        through: String::new(),
        next: None,
        live: LiveView::default(),
    };
    vec![
        Sample::signed_in("notifications", "/notifications", some),
        Sample::signed_in("notifications-none", "/notifications", none(false)),
        Sample::signed_in("notifications-none-unread", "/notifications?unread=1", none(true)),
        Sample::signed_in("notification-choice", "/account/notifications", choice()),
    ]
}

fn choice() -> NoticeChoiceView {
    let line = |kind: &NoticeKind| {
        let means = kind.usual();
        NoticeChoiceLine {
            kind: kind.as_str().into(),
            web: means.web,
            mail: means.mail,
            urgent: kind.is_urgent(),
        }
    };
    NoticeChoiceView {
        kinds: NoticeKind::ALL.iter().map(line).collect(),
        pace: "daily".into(),
        paces: MailPace::NAMES.iter().map(|name| (*name).into()).collect(),
        hour: "9".into(),
        quiet_from: "22:00".into(),
        quiet_to: "07:30".into(),
        zone: String::new(),
        usual_zone: "Asia/Shanghai".into(),
        zones: vec!["Asia/Shanghai".into(), "Europe/Berlin".into()],
        urgent_passes: true,
        version: 3,
        problems: Default::default(),
        preview: (
            "您有 2 条通知".into(),
            "#20417 · 有人提及了您\n#20431 · 时限已超".into(),
        ),
    }
}

fn line(kind: NoticeKind, n: i64) -> StaffNoticeLine {
    let of_standard = matches!(kind, NoticeKind::StandardInForce | NoticeKind::StandardReview);
    let of_clock = matches!(kind, NoticeKind::ClockWarned | NoticeKind::ClockBreached);
    let hidden = kind == NoticeKind::Reopened;
    StaffNoticeLine {
        id: format!("ntc_{n}"),
        kind: kind.as_str().into(),
        number: (!of_standard && !hidden).then_some(20_410 + n),
        subject: if n % 5 == 0 {
            String::new()
        } else {
            "空气净化器滤芯发错型号，要求补发正确型号并赔付运费".into()
        },
        hidden,
        metric: of_clock.then(|| "first_response".into()),
        author: if n % 2 == 0 {
            String::new()
        } else {
            "陈浩".into()
        },
        at: minutes_ago(20 * n),
        unread: n % 3 != 0,
    }
}
