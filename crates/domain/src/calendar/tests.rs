use super::*;
use crate::time::{Span, Timestamp};
use jiff::civil::date;
use proptest::prelude::*;

const MINUTE: i64 = 60_000_000;

fn segment((from, to): (&str, &str)) -> Segment {
    Segment::new(from, to).unwrap()
}

fn office(zone: &str, holidays: Option<HolidaySet>, exceptions: Vec<(Date, Vec<Segment>)>) -> Calendar {
    let day: Vec<_> = [("09:00", "12:00"), ("13:30", "18:00")].map(segment).into();
    let week = std::array::from_fn(|weekday| if weekday < 5 { day.clone() } else { Vec::new() });
    Calendar::new(zone, Week::new(week), holidays, exceptions.into_iter().collect()).unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn due(calendar: &Calendar, start: &str, target: &str) -> Timestamp {
    calendar.due(at(start), target.parse().unwrap()).unwrap().at
}

fn elapsed(calendar: &Calendar, start: &str, end: &str) -> Span {
    calendar.elapsed(at(start), at(end)).unwrap().span
}

#[test]
fn shifts_breaks_and_nights_are_counted() {
    let office = office("Asia/Shanghai", None, vec![]);
    let start = "2026-08-19T16:11:00+08:00";
    assert_eq!(due(&office, start, "PT7H30M"), at("2026-08-20T16:11:00+08:00"));
    assert_eq!(
        elapsed(&office, start, "2026-08-20T16:11:00+08:00"),
        Span::minutes(450)
    );
    assert_eq!(due(&office, start, "PT0S"), at(start));
    assert_eq!(
        due(&office, "2026-08-21T17:00:00+08:00", "PT1H"),
        at("2026-08-21T18:00:00+08:00"),
        "at its end"
    );
    assert_eq!(
        due(&office, "2026-08-21T17:00:00+08:00", "PT1H1S"),
        at("2026-08-24T09:00:01+08:00"),
        "after the weekend"
    );
    assert_eq!(
        due(&office, "2026-08-22T12:00:00+08:00", "PT1S"),
        at("2026-08-24T09:00:01+08:00")
    );
    let night = Week::new(std::array::from_fn(|_| vec![segment(("22:00", "06:00"))]));
    let night = Calendar::new("Asia/Tokyo", night, None, BTreeMap::new()).unwrap();
    assert_eq!(
        elapsed(&night, "2026-08-19T00:00:00+09:00", "2026-08-20T00:00:00+09:00"),
        Span::hours(8)
    );
    assert!(night.is_working(at("2026-08-19T05:59:59+09:00")).unwrap());
    assert!(!night.is_working(at("2026-08-19T06:00:00+09:00")).unwrap());
}

#[test]
fn holidays_and_make_up_workdays_of_china() {
    let exception = (date(2026, 5, 6), vec![segment(("10:00", "11:00"))]);
    let office = office("Asia/Shanghai", Some(HolidaySet::China), vec![exception]);
    assert_eq!(
        due(&office, "2026-02-13T17:00:00+08:00", "PT2H"),
        at("2026-02-14T10:00:00+08:00"),
        "a Saturday worked"
    );
    assert_eq!(
        due(&office, "2026-02-14T17:00:00+08:00", "PT2H"),
        at("2026-02-24T10:00:00+08:00"),
        "nine days of feast"
    );
    assert_eq!(
        due(&office, "2026-04-30T18:00:00+08:00", "PT2H"),
        at("2026-05-07T10:00:00+08:00"),
        "an exception of one hour"
    );
    assert_eq!(office.day(date(2026, 2, 28)).0, DayKind::MakeUp);
    let far = office
        .due(at("2026-12-31T17:00:00+08:00"), Span::hours(8))
        .unwrap();
    assert_eq!(
        far.unknown_years.into_iter().collect::<Vec<_>>(),
        [2027],
        "not announced, and said so"
    );
}

#[test]
fn an_hour_that_is_skipped_is_not_worked_and_one_lived_twice_is_worked_twice() {
    let always = Calendar::new("America/New_York", Week::always(), None, BTreeMap::new()).unwrap();
    let night = Week::new(std::array::from_fn(|_| vec![segment(("01:30", "03:30"))]));
    let night = Calendar::new("America/New_York", night, None, BTreeMap::new()).unwrap();
    assert_eq!(
        elapsed(&always, "2026-03-08T00:00:00-05:00", "2026-03-09T00:00:00-04:00"),
        Span::hours(23)
    );
    assert_eq!(
        elapsed(&night, "2026-03-08T00:00:00-05:00", "2026-03-09T00:00:00-04:00"),
        Span::hours(1)
    );
    assert_eq!(
        elapsed(&night, "2026-11-01T00:00:00-04:00", "2026-11-02T00:00:00-05:00"),
        Span::minutes(150)
    );
}

#[test]
fn what_cannot_be_is_refused_with_its_reason() {
    assert_eq!(
        Segment::new("9:00", "12:00"),
        Err(CalendarError::TimeOfDay("9:00".into()))
    );
    assert_eq!(
        Segment::new("09:60", "12:00"),
        Err(CalendarError::TimeOfDay("09:60".into()))
    );
    assert_eq!(
        Segment::new("09:00", "24:01"),
        Err(CalendarError::TimeOfDay("24:01".into()))
    );
    assert_eq!(
        Segment::new("09:00", "09:00"),
        Err(CalendarError::EmptySegment("09:00".into()))
    );
    assert!(matches!(
        Calendar::new("Asia/Atlantis", Week::always(), None, BTreeMap::new()),
        Err(CalendarError::Zone(_))
    ));
    assert!(matches!(
        HolidaySet::of_country("XX"),
        Err(CalendarError::Holidays(_))
    ));
    let never = Calendar::new("UTC", Week::default(), None, BTreeMap::new()).unwrap();
    assert_eq!(
        never.due(at("2026-01-01T00:00:00Z"), Span::hours(1)),
        Err(CalendarError::NeverDue)
    );
    let (start, end) = (at("2026-01-02T00:00:00Z"), at("2026-01-01T00:00:00Z"));
    assert_eq!(never.elapsed(start, end), Err(CalendarError::EndBeforeStart));
    assert_eq!(
        never.due(start, Span::ZERO - Span::hours(1)),
        Err(CalendarError::NegativeTarget)
    );
    assert_eq!(
        never.due(Timestamp::MAX, Span::hours(1)),
        Err(CalendarError::NeverDue)
    );
}

#[test]
fn every_line_of_the_holidays_is_one() {
    let files = [
        include_str!("../../../../data/holidays/CN.txt"),
        include_str!("../../../../data/holidays/JP.txt"),
        include_str!("../../../../data/holidays/KR.txt"),
    ];
    for (set, text) in HolidaySet::ALL.iter().zip(files) {
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let (date, day) = holidays::line(line).unwrap_or_else(|| panic!("{line}"));
            assert_eq!(set.on(date), Some(day), "{date} stands twice");
            assert!(
                !day.works || date.weekday().to_monday_zero_offset() >= 5,
                "{date} is no weekend"
            );
        }
        let years = set.years();
        assert!(*years.start() <= 2007 && *years.end() >= 2026);
    }
    let days: Vec<_> = HolidaySet::China.year(2026).unwrap().collect();
    assert_eq!(days.len(), 365);
    assert_eq!(
        days.iter().filter(|(_, works, _)| *works).count(),
        248,
        "as announced for 2026"
    );
}

/// The definition, minute by minute.
fn minutes_worked(calendar: &Calendar, start: Timestamp, end: Timestamp) -> i64 {
    let (mut now, mut worked) = (start.as_micros(), 0);
    while now < end.as_micros() {
        let wall = calendar
            .zone()
            .to_datetime(jiff::Timestamp::from_microsecond(now).unwrap());
        let second = i32::from(wall.hour()) * 3600 + i32::from(wall.minute()) * 60;
        let within = |date: Date, second: i32| {
            calendar.day(date).1.iter().any(|segment| {
                let (from, to) = segment.seconds();
                from <= second && second < to
            })
        };
        let yesterday = wall.date().yesterday().unwrap();
        if within(wall.date(), second) || within(yesterday, second + 24 * 3600) {
            worked += 1;
        }
        now += MINUTE;
    }
    worked
}

fn time_of_day() -> impl Strategy<Value = String> {
    (0..24_u8, prop_oneof![Just(0_u8), Just(30), 0..60_u8])
        .prop_map(|(hour, minute)| format!("{hour:02}:{minute:02}"))
}

fn segments() -> impl Strategy<Value = Vec<Segment>> {
    prop::collection::vec(
        (time_of_day(), time_of_day()).prop_filter_map("empty", |(from, to)| Segment::new(&from, &to).ok()),
        0..3,
    )
}

prop_compose! {
    fn calendars()(
        zone in prop::sample::select(vec![
            "Asia/Shanghai", "Asia/Tokyo", "Asia/Seoul", "America/New_York", "Europe/London",
            "Australia/Lord_Howe", "Pacific/Apia", "UTC",
        ]),
        days in prop::collection::vec(segments(), 7),
        holidays in prop::option::of(prop::sample::select(HolidaySet::ALL)),
        exceptions in prop::collection::btree_map(0..28_i8, segments(), 0..4),
    ) -> Calendar {
        let week = Week::new(days.try_into().unwrap());
        let exceptions = exceptions.into_iter().map(|(day, segments)| (date(2026, 3, day + 1), segments)).collect();
        Calendar::new(zone, week, holidays, exceptions).unwrap()
    }
}

/// Minutes around the changes of clocks in 2026, the Chinese New Year, and the day that Apia left out.
fn minute() -> impl Strategy<Value = Timestamp> {
    let days = [
        "2026-03-07",
        "2026-02-13",
        "2026-10-31",
        "2026-04-03",
        "2026-10-03",
        "2011-12-29",
    ];
    (prop::sample::select(days.to_vec()), 0..5 * 24 * 60_i64)
        .prop_map(|(day, minutes)| at(&format!("{day}T00:00:00Z")) + Span::minutes(minutes))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn elapsed_agrees_with_a_count_of_minutes(calendar in calendars(), start in minute(), minutes in 0..6 * 24 * 60_i64) {
        let end = start + Span::minutes(minutes);
        let counted = minutes_worked(&calendar, start, end);
        prop_assert_eq!(calendar.elapsed(start, end).unwrap().span, Span::minutes(counted));
    }

    #[test]
    fn due_is_the_first_instant_at_which_the_target_has_passed(
        calendar in calendars(), start in minute(), target in 1..40 * 60_i64,
    ) {
        let target = Span::minutes(target);
        match calendar.due(start, target) {
            Ok(due) => {
                prop_assert_eq!(calendar.elapsed(start, due.at).unwrap().span, target);
                let before = Timestamp::from_micros(due.at.as_micros() - 1);
                prop_assert!(calendar.elapsed(start, before).unwrap().span < target);
                prop_assert!(calendar.is_working(before).unwrap());
            }
            Err(error) => prop_assert_eq!(error, CalendarError::NeverDue),
        }
    }

    #[test]
    fn parts_of_a_time_make_the_whole(calendar in calendars(), start in minute(), a in 0..9_000_000_000_000_i64, b in 0..9_000_000_000_000_i64) {
        let middle = start + Span::from_micros(a);
        let end = middle + Span::from_micros(b);
        let span = |from, to| calendar.elapsed(from, to).unwrap().span;
        prop_assert_eq!(span(start, middle) + span(middle, end), span(start, end));
    }
}
