use proptest::prelude::*;

use super::*;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn choice(pace: MailPace) -> NoticeChoice {
    NoticeChoice {
        pace,
        zone: Some("Europe/Berlin".to_owned()),
        ..NoticeChoice::default()
    }
}

fn due(choice: &NoticeChoice, kind: NoticeKind, text: &str) -> String {
    choice.mail_due(kind, at(text), "UTC").unwrap().to_string()
}

#[test]
fn who_chose_nothing_is_written_to_when_away_and_of_what_matters_alone() {
    let usual = NoticeChoice::default();
    let now = at("2026-11-22T10:00:00Z");
    assert_eq!(
        usual.mail_due(NoticeKind::Mentioned, now, "UTC"),
        Some(now + AWAY)
    );
    assert_eq!(usual.mail_due(NoticeKind::Rated, now, "UTC"), None);
    assert!(NoticeKind::ALL.iter().all(|kind| usual.means(*kind).web));
}

#[test]
fn what_is_as_usual_is_not_kept() {
    let mut choice = NoticeChoice::default();
    let off = Means {
        web: false,
        mail: false,
    };
    choice.choose(NoticeKind::Rated, off);
    assert_eq!(choice.means(NoticeKind::Rated), off);
    choice.choose(NoticeKind::Rated, NoticeKind::Rated.usual());
    assert!(choice.kinds.is_empty());
    let kept = serde_json::to_string(&choice).unwrap();
    assert_eq!(serde_json::from_str::<NoticeChoice>(&kept).unwrap(), choice);
}

#[test]
fn a_daily_mail_comes_at_its_hour_also_on_the_days_the_clocks_change() {
    let daily = choice(MailPace::Daily);
    let kind = NoticeKind::Mentioned;
    // 28 March 2027: 02:00 becomes 03:00. 31 October 2027: 03:00 becomes 02:00.
    assert_eq!(due(&daily, kind, "2027-03-27T12:00:00Z"), "2027-03-28T07:00:00Z");
    assert_eq!(due(&daily, kind, "2027-03-28T12:00:00Z"), "2027-03-29T07:00:00Z");
    assert_eq!(due(&daily, kind, "2027-10-30T12:00:00Z"), "2027-10-31T08:00:00Z");
    let at_two = NoticeChoice {
        hour: 2,
        ..choice(MailPace::Daily)
    };
    assert_eq!(
        due(&at_two, kind, "2027-03-27T12:00:00Z"),
        "2027-03-28T00:00:00Z",
        "an hour that there is not"
    );
}

#[test]
fn quiet_hours_over_midnight_end_in_the_morning() {
    let quiet = NoticeChoice {
        quiet: Quiet::new(22 * 60, 7 * 60),
        ..choice(MailPace::Soon)
    };
    let kind = NoticeKind::Mentioned;
    assert_eq!(due(&quiet, kind, "2026-11-22T22:00:00Z"), "2026-11-23T06:00:00Z");
    assert_eq!(due(&quiet, kind, "2026-11-22T03:00:00Z"), "2026-11-22T06:00:00Z");
    assert_eq!(due(&quiet, kind, "2026-11-22T12:00:00Z"), "2026-11-22T12:03:00Z");
    assert_eq!(
        due(&quiet, NoticeKind::ClockBreached, "2026-11-22T22:00:00Z"),
        "2026-11-22T22:03:00Z"
    );
    let strict = NoticeChoice {
        urgent_passes: false,
        ..quiet
    };
    assert_eq!(
        due(&strict, NoticeKind::ClockBreached, "2026-11-22T22:00:00Z"),
        "2026-11-23T06:00:00Z"
    );
}

#[test]
fn hours_that_are_none_or_leave_nothing_of_the_day_are_refused() {
    assert_eq!(Quiet::new(60, 60), None);
    assert_eq!(Quiet::new(60, 30), None);
    assert_eq!(Quiet::new(24 * 60, 30), None);
    assert!(Quiet::new(22 * 60, 7 * 60).is_some());
}

fn any_choice() -> impl Strategy<Value = NoticeChoice> {
    let zone = prop::sample::select(vec![
        "Asia/Shanghai",
        "Europe/Berlin",
        "America/New_York",
        "Australia/Lord_Howe",
        "Asia/Kolkata",
    ]);
    let quiet = prop::option::of((0..1440u16, 0..1440u16));
    (
        prop::sample::select(MailPace::ALL.to_vec()),
        0..24u8,
        quiet,
        zone,
        any::<bool>(),
    )
        .prop_map(|(pace, hour, quiet, zone, urgent_passes)| NoticeChoice {
            pace,
            hour,
            quiet: quiet.and_then(|(from, to)| Quiet::new(from, to)),
            zone: Some(zone.to_owned()),
            urgent_passes,
            ..NoticeChoice::default()
        })
}

/// Instants of a year, and many around the hours in which clocks change.
fn any_instant() -> impl Strategy<Value = Timestamp> {
    let changes = [
        "2027-03-28T01:00:00Z",
        "2027-10-31T01:00:00Z",
        "2027-03-14T07:00:00Z",
        "2027-11-07T06:00:00Z",
        "2027-04-03T15:00:00Z",
    ];
    let near = (prop::sample::select(changes.to_vec()), -7200..7200i64)
        .prop_map(|(change, seconds)| at(change) + Span::seconds(seconds));
    let year = (0..31_536_000i64).prop_map(|seconds| at("2027-01-01T00:00:00Z") + Span::seconds(seconds));
    prop_oneof![near, year]
}

proptest! {
    #[test]
    fn a_mail_is_never_due_before_it_happened_nor_days_later(
        choice in any_choice(), now in any_instant(), kind in prop::sample::select(NoticeKind::ALL.to_vec()),
    ) {
        if let Some(due) = choice.mail_due(kind, now, "UTC") {
            prop_assert!(due > now);
            prop_assert!(due - now <= Span::hours(49), "{:?} {now} {due}", choice);
        }
    }

    #[test]
    fn what_happened_later_is_never_due_earlier(choice in any_choice(), now in any_instant(), later in 0..90_000i64) {
        let kind = NoticeKind::Mentioned;
        let (first, second) = (choice.mail_due(kind, now, "UTC"), choice.mail_due(kind, now + Span::seconds(later), "UTC"));
        prop_assert!(first <= second, "{choice:?} {first:?} {second:?}");
    }

    #[test]
    fn nothing_is_due_in_quiet_hours_but_what_is_urgent(choice in any_choice(), now in any_instant()) {
        let due = choice.mail_due(NoticeKind::Mentioned, now, "UTC").unwrap();
        if let Some(quiet) = choice.quiet {
            let shown = local(due, &choice.zone("UTC")).unwrap();
            prop_assert!(!quiet.holds(shown.time()), "{choice:?} {now} {shown}");
        }
        let urgent = NoticeChoice { urgent_passes: true, ..choice };
        let due = urgent.mail_due(NoticeKind::ClockBreached, now, "UTC").unwrap();
        prop_assert!(due - now <= AWAY);
    }
}
