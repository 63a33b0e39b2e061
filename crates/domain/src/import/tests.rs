//! No input breaks the reader; what it understands is what was written.

use proptest::prelude::*;
use serde_json::json;

use super::history::PastStatus;
use super::value::Zone;
use super::*;
use crate::category::CategoryPath;
use crate::clock::{ClockState, Metric};
use crate::id::{Id, UserId};
use crate::stage::Stage;
use crate::standard::Standard;
use crate::ticket::{Channel, Facts};
use crate::time::{Span, Timestamp};

fn split(format: ImportFormat, bytes: &[u8]) -> Vec<Result<String, RowCode>> {
    let splitter = Splitter {
        format,
        delimiter: b',',
    };
    let (mut at, mut rows) = (0, Vec::new());
    loop {
        let rest = &bytes[at..];
        match splitter.next(rest, true) {
            Piece::Row { from, to, next } => {
                rows.push(Ok(String::from_utf8_lossy(&rest[from..to]).into_owned()));
                assert!(next > 0);
                at += next;
            }
            Piece::Nothing { next } => {
                assert!(next > 0);
                at += next;
            }
            Piece::Bad { code, next, .. } => {
                assert!(next > 0);
                rows.push(Err(code));
                at += next;
            }
            Piece::Broken { code, .. } => {
                rows.push(Err(code));
                return rows;
            }
            Piece::End => return rows,
            Piece::More => panic!("the end was said to be in sight"),
        }
    }
}

proptest! {
    #[test]
    fn any_bytes_fall_into_rows_and_come_to_an_end(
        bytes in prop::collection::vec(prop::sample::select(b"a1,;\"\\\n\r\t {}[]:\xff\0".to_vec()), 0..400),
        format in prop::sample::select(ImportFormat::ALL),
    ) {
        for row in split(format, &bytes).into_iter().flatten() {
            let _ = csv_fields(&row, ',');
            let _ = json_object(&row);
        }
    }

    #[test]
    fn a_row_is_found_alike_whole_or_in_pieces(
        rows in prop::collection::vec("[a-z,\" ]{0,12}", 1..8), cut in 0_usize..200,
    ) {
        let text: String = rows.iter().map(|row| format!("x\"{row}\n")).collect();
        let splitter = Splitter { format: ImportFormat::Csv, delimiter: b',' };
        let head = &text.as_bytes()[..cut.min(text.len())];
        if let row @ Piece::Row { .. } = splitter.next(head, false) {
            prop_assert_eq!(row, splitter.next(text.as_bytes(), true));
        }
    }

    #[test]
    fn fields_read_as_they_were_written(fields in prop::collection::vec("[a-z\",\n ]{0,12}", 1..8)) {
        let written: Vec<String> = fields.iter().map(|field| format!("\"{}\"", field.replace('"', "\"\""))).collect();
        prop_assert_eq!(csv_fields(&written.join(","), ',').unwrap(), fields);
    }

    #[test]
    fn no_text_breaks_a_value(text in "\\PC{0,200}") {
        let _ = html_text(&text);
        for zone in [None, Some("Asia/Shanghai")] {
            let _ = Zone::of(zone).unwrap().time(&text);
        }
    }

    #[test]
    fn no_row_breaks_the_reader(
        values in prop::collection::vec(("[a-z_ .]{0,12}", "\\PC{0,40}"), 0..12), kind in prop::sample::select(ImportKind::ALL),
        preset in prop::sample::select(Preset::ALL),
    ) {
        let object = values.into_iter().map(|(name, text)| (name, json!(text))).collect();
        let row = SourceRow::of_object(object);
        let mapping = suggest(preset.mapping(kind), kind, &columns_of(std::slice::from_ref(&row)));
        let _ = candidate(kind, &mapping, &row, now());
    }

    #[test]
    fn every_history_is_one_the_stages_allow(
        status in prop::sample::select(PastStatus::ALL), assigned in any::<bool>(), known in any::<bool>(),
        talk in prop::collection::vec((0_i64..60, any::<bool>()), 0..8),
        ends in prop::collection::vec(prop::option::of(0_i64..90), 4),
        clocks in prop::sample::select(OpenClocks::ALL),
    ) {
        let standard = Standard::default_pack().unwrap();
        let created = now() - Span::days(80);
        let at = |days: Option<i64>| days.map(|days| created + Span::days(days.min(80)));
        let mut talk: Vec<Talk> = talk.into_iter()
            .map(|(days, desk)| Talk { at: created + Span::days(days), desk }).collect();
        talk.sort_by_key(|talk| talk.at);
        let history = History {
            assigned_at: at(ends[0]), resolved_at: at(ends[1]), closed_at: at(ends[2]), updated_at: at(ends[3]),
            talk, talk_known: known, open_clocks: clocks,
            ..past(status, assigned.then(|| UserId::from_raw(1)), created)
        };
        let played = ticket_history(&history, &standard, now()).unwrap();
        // Nothing is skipped.
        prop_assert_eq!(played.stages.first(), Some(&Stage::Received));
        prop_assert_eq!(played.stages.last(), Some(&played.state.stage));
        for pair in played.stages.windows(2) {
            prop_assert!(pair[0].successors().contains(&pair[1]), "{:?}", played.stages);
        }
        // Nothing happens before it came in or after now, and nothing is told to anybody.
        prop_assert_eq!(played.state.received_at, created);
        prop_assert!(played.state.stage_since >= created && played.state.stage_since <= now());
        prop_assert!(played.clock_changes.is_empty());
        if played.state.stage.is_closed() {
            prop_assert!(played.clocks.iter().all(|clock| !clock.is_open()));
        } else if clocks == OpenClocks::Import {
            let broken = played.clocks.iter().filter(|clock| clock.is_open());
            prop_assert!(broken.into_iter().all(|clock| clock.due_at >= now()), "no promise is broken on arrival");
        }
        let mut metrics: Vec<_> = played.clocks.iter().map(|clock| (clock.metric, clock.instance)).collect();
        metrics.sort_unstable();
        metrics.dedup();
        prop_assert_eq!(metrics.len(), played.clocks.iter().count(), "each clock once");
    }
}

fn now() -> Timestamp {
    "2026-03-02T01:00:00Z".parse().unwrap()
}

fn past(status: PastStatus, assignee: Option<UserId>, created_at: Timestamp) -> History {
    let category: CategoryPath = Standard::default_pack().unwrap().categories().all()[0].clone();
    History {
        facts: Facts {
            category: Some(category),
            channel: Channel::Email,
            ..Facts::default()
        },
        status,
        assignee,
        team: None,
        created_at,
        assigned_at: None,
        first_reply_at: None,
        resolved_at: None,
        closed_at: None,
        updated_at: None,
        talk: Vec::new(),
        talk_known: false,
        open_clocks: OpenClocks::Import,
        leave_unjudged: false,
    }
}

#[test]
fn a_late_first_answer_is_judged_late_and_an_unknown_one_not_at_all() {
    let standard = Standard::default_pack().unwrap();
    let created = now() - Span::days(30);
    let history = History {
        talk: vec![Talk {
            at: created + Span::days(9),
            desk: true,
        }],
        talk_known: true,
        ..past(PastStatus::Closed, Some(UserId::from_raw(1)), created)
    };
    let judged = ticket_history(&history, &standard, now()).unwrap();
    let clock = judged.clocks.latest(Metric::FirstResponse).unwrap();
    assert_eq!(clock.state, ClockState::Breached);
    assert_eq!(clock.met_at, Some(created + Span::days(9)));
    assert_eq!(
        judged.clocks.iter().count(),
        1,
        "pauses are lost: nothing else is judged"
    );
    for unknown in [
        History {
            talk: Vec::new(),
            talk_known: false,
            ..history.clone()
        },
        History {
            leave_unjudged: true,
            ..history
        },
    ] {
        let judged = ticket_history(&unknown, &standard, now()).unwrap();
        assert_eq!(judged.clocks.iter().count(), 0);
    }
}

#[test]
fn what_waits_waits_from_the_import_on() {
    let standard = Standard::default_pack().unwrap();
    let created = now() - Span::days(30);
    for status in [
        PastStatus::WaitingRequester,
        PastStatus::WaitingThirdParty,
        PastStatus::Resolved,
    ] {
        let history = History {
            resolved_at: Some(now() - Span::hours(1)),
            ..past(status, Some(UserId::from_raw(1)), created)
        };
        let played = ticket_history(&history, &standard, now()).unwrap();
        assert_eq!(played.state.stage_since, now(), "{status}");
        let due = crate::deadline::due_effects(&played.state, &played.clocks, &standard, now());
        assert_eq!(due, [], "nobody is written to on arrival");
    }
    let long_ago = History {
        resolved_at: Some(created + Span::days(1)),
        ..past(PastStatus::Resolved, Some(UserId::from_raw(1)), created)
    };
    let played = ticket_history(&long_ago, &standard, now()).unwrap();
    assert_eq!(played.state.stage, Stage::Archived, "solved long ago is closed");
}

#[test]
fn work_without_a_category_or_an_assignee() {
    let standard = Standard::default_pack().unwrap();
    let created = now() - Span::days(3);
    let mut history = past(PastStatus::Open, None, created);
    let classified = ticket_history(&history, &standard, now()).unwrap();
    assert_eq!(classified.state.stage, Stage::Classified, "nobody works on it");
    history.status = PastStatus::Closed;
    let closed = ticket_history(&history, &standard, now()).unwrap();
    assert_eq!(closed.state.stage, Stage::Archived);
    history.facts.category = None;
    assert_eq!(
        ticket_history(&history, &standard, now()),
        Err(HistoryError::CategoryMissing)
    );
    history.status = PastStatus::New;
    assert!(ticket_history(&history, &standard, now()).is_ok());
}

#[test]
fn an_open_quotation_costs_one_line() {
    let rows = split(ImportFormat::Csv, b"a,b\n1,\"open\n2,fine\n3,fine\n");
    assert_eq!(rows[0], Ok("a,b".to_owned()));
    assert_eq!(rows[1], Err(RowCode::UnbalancedQuote));
    assert_eq!(rows[2..], [Ok("2,fine".to_owned()), Ok("3,fine".to_owned())]);
    let rows = split(ImportFormat::Csv, b"1,\"two\nlines\"\r\n\n2,x");
    assert_eq!(rows, [Ok("1,\"two\nlines\"".to_owned()), Ok("2,x".to_owned())]);
}

#[test]
fn times_of_every_habit() {
    let zone = Zone::of(Some("Asia/Shanghai")).unwrap();
    for (text, wanted) in [
        ("2026-01-02T03:04:05Z", "2026-01-02T03:04:05Z"),
        ("2026-01-02T03:04:05.678+08:00", "2026-01-01T19:04:05.678Z"),
        ("2026-01-02 03:04:05 UTC", "2026-01-02T03:04:05Z"),
        ("2026-01-02 03:04:05 +0800", "2026-01-01T19:04:05Z"),
        ("2026-01-02 03:04", "2026-01-01T19:04:00Z"),
        ("2026/1/2 3:04", "2026-01-01T19:04:00Z"),
        ("2026年01月02日 03:04", "2026-01-01T19:04:00Z"),
        ("2026-01-02", "2026-01-01T16:00:00Z"),
        ("1767323045", "2026-01-02T03:04:05Z"),
        ("1767323045000", "2026-01-02T03:04:05Z"),
    ] {
        assert_eq!(zone.time(text), Some(wanted.parse().unwrap()), "{text}");
    }
    for text in [
        "",
        "yesterday",
        "2026-13-01",
        "99999999999999999999",
        "2026-02-30 10:00",
    ] {
        assert_eq!(zone.time(text), None, "{text}");
    }
    assert!(Zone::of(Some("Mars/Base")).is_none());
}

#[test]
fn html_becomes_what_was_to_be_read() {
    let html =
        "<div>Hello&nbsp;<b>Li</b>,</div><p>a &lt; b &amp; c &#33; &bogus;</p><style>p{}</style>x<br>y 1 < 2";
    assert_eq!(html_text(html), "Hello Li,\n\na < b & c ! &bogus;\n\nx\ny 1 < 2");
    let long = "<a".repeat(200_000);
    assert_eq!(html_text(&long).len(), long.len(), "and a hostile one in time");
}

#[test]
fn names_within_and_beside_each_other() {
    let row = json!({"a": {"b": {"c": 1}}, "a.b": null, "custom_fields": [{"id": 7, "value": "x"}, {"id": 8, "value": null}]});
    let row = SourceRow::of_object(row.as_object().unwrap().clone());
    assert_eq!(row.text("a.b.c").as_deref(), Some("1"));
    assert_eq!(row.text("a.b"), None);
    assert_eq!(row.text("custom_fields[7]").as_deref(), Some("x"));
    assert_eq!(row.text("custom_fields[9]"), None);
    assert_eq!(
        columns_of(&[row]),
        ["a.b", "custom_fields[7]", "custom_fields[8]"]
    );
}

#[test]
fn every_ready_mapping_names_what_its_records_need() {
    for preset in [Preset::Zendesk, Preset::Zammad] {
        for &kind in ImportKind::ALL {
            let mapping = preset.mapping(kind);
            for spec in fields_of(kind).iter().filter(|spec| spec.required) {
                assert!(
                    mapping.column(spec.field).is_some(),
                    "{preset} {kind} {}",
                    spec.field
                );
            }
            let all: Vec<String> = mapping
                .columns
                .iter()
                .map(|column| column.from.clone())
                .chain(mapping.messages.iter().map(|messages| messages.from.clone()))
                .collect();
            assert_eq!(mapping.fitted(&all).check(kind), [], "{preset} {kind}");
        }
    }
}

#[test]
fn headings_of_four_languages_are_understood() {
    for (headings, kind, count) in [
        (&["编号", "姓名", "邮箱", "手机"][..], ImportKind::Requesters, 4),
        (
            &["識別番号", "氏名", "メールアドレス", "電話番号"],
            ImportKind::Requesters,
            4,
        ),
        (&["번호", "이름", "이메일", "역할"], ImportKind::Users, 4),
        (
            &["Ticket ID", "Title", "State", "Created At", "Assigned To"],
            ImportKind::Tickets,
            5,
        ),
    ] {
        let columns: Vec<String> = headings.iter().map(|name| (*name).to_owned()).collect();
        let mapping = suggest(Mapping::default(), kind, &columns);
        assert_eq!(
            mapping.columns.len(),
            count,
            "{headings:?}: {:?}",
            mapping.columns
        );
    }
}
