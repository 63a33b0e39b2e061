//! Calendars of working time.

use touchstone_render::view::*;

use super::{Sample, minutes_ago};

pub fn samples() -> Vec<Sample> {
    vec![
        Sample::signed_in("calendars", "/admin/calendars", list()),
        Sample::signed_in(
            "calendar-new",
            "/admin/calendars/new",
            CalendarNewView { form: typed(true) },
        ),
        Sample::signed_in("calendar", "/admin/calendars/service-hours", one(true)),
        Sample::signed_in("calendar-read", "/admin/calendars/service-hours", one(false)),
    ]
}

fn list() -> CalendarsView {
    let line = |code: &str, name: &str, holidays: Option<&'static str>| CalendarLine {
        code: code.into(),
        name: name.into(),
        in_force: 3,
        zone: "Asia/Shanghai".into(),
        week_hours: "37.5".into(),
        holidays: holidays.map(Into::into),
    };
    CalendarsView {
        calendars: vec![
            line("service-hours", "客服工作时间", Some("CN")),
            line("night", "夜间值守", None),
        ],
        may_manage: true,
    }
}

fn typed(new: bool) -> CalendarForm {
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    CalendarForm {
        code: new.then(|| "Night Shift".into()),
        name: "客服工作时间".into(),
        zone: "Asia/Shanghai".into(),
        zones: vec!["Asia/Shanghai".into(), "Asia/Tokyo".into()],
        week: days
            .map(|day| (day.to_owned(), "09:00-12:00, 13:30-18:00".to_owned()))
            .to_vec(),
        holidays: "CN".into(),
        exceptions: "2026-11-11 00:00-24:00\n2026-12-24".into(),
        note: "双十一全天值守".into(),
        effective_on: String::new(),
        reaches_running: true,
        days_read: (!new).then_some(7),
        based_on: 3,
        problems: Problems {
            code: None,
            fields: vec![
                FieldProblem::new("code", "not_a_code"),
                FieldProblem::new("sat", "no_shift").with("text", "9 to 5"),
            ],
        },
    }
}

fn one(may_manage: bool) -> CalendarView {
    let version = |number: u32, carry: &'static str| CalendarVersionLine {
        number,
        note: if number > 1 {
            "更正:端午节当天值守".into()
        } else {
            String::new()
        },
        author: (number > 1).then(|| "王芳".into()),
        effective_from: (number > 1).then(|| minutes_ago(600)),
        carry: carry.into(),
        reached: 1_234,
        created_at: minutes_ago(700),
        coming: number == 4,
    };
    let day = |date: &str, kind: &'static str, shifts: &str, name: Option<&str>| CalendarDayLine {
        date: date.into(),
        weekday: "mon".into(),
        kind: kind.into(),
        shifts: shifts.into(),
        name: name.map(Into::into),
    };
    CalendarView {
        code: "service-hours".into(),
        name: "客服工作时间".into(),
        in_force: 3,
        versions: vec![
            version(4, "none"),
            version(3, "under_way"),
            version(2, "done"),
            version(1, "none"),
        ],
        year: 2026,
        shown: 3,
        months: (1..=12)
            .map(|month| CalendarMonth {
                month: format!("2026-{month:02}"),
                days: 21,
                hours: "157.5".into(),
            })
            .collect(),
        special: vec![
            day("2026-02-14", "make_up", "09:00–12:00, 13:30–18:00", Some("春节")),
            day("2026-02-15", "holiday", "", Some("春节")),
            day("2026-11-11", "exception", "00:00–24:00", None),
        ],
        form: may_manage.then(|| typed(false)),
    }
}
