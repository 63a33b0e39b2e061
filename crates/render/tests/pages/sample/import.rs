//! Imports at every point of their way.

use touchstone_domain::import::{
    ImportEncoding, ImportKind, MESSAGE_FIELDS, Preset, RowCode, RowOutcome, fields_of,
};
use touchstone_render::view::*;

use super::{minutes_ago, now};

const FILE: &str = "zendesk-export-of-the-whole-installation-2026-11-20T00-00-00.ndjson";

fn line(state: &'static str, percent: Option<u8>) -> ImportLine {
    ImportLine {
        id: "imp_01jd9f3k7m2q8".into(),
        kind: "tickets".into(),
        preset: "zendesk".into(),
        state: state.into(),
        file_name: FILE.into(),
        size: 1_834_000_000,
        at: minutes_ago(600),
        percent,
        counts: ImportCounts {
            created: 298_114,
            linked: 3,
            skipped: 1_201,
            failed: 682,
            undone: 0,
            kept: 0,
        },
    }
}

pub fn imports() -> ImportsView {
    let states = [
        "draft",
        "checking",
        "running",
        "finished",
        "cancelled",
        "failed",
        "undoing",
        "undone",
    ];
    ImportsView {
        imports: states
            .into_iter()
            .map(|state| line(state, (state == "running").then_some(37)))
            .collect(),
        next: Some("/admin/imports?cursor=imp_01jd9f3k7m2q8".into()),
    }
}

pub fn imports_none() -> ImportsView {
    ImportsView {
        imports: Vec::new(),
        next: None,
    }
}

pub fn import_new() -> ImportNewView {
    let codes = |names: &'static [&'static str]| names.iter().map(|name| (*name).into()).collect();
    let mut problems = Problems::none();
    problems.fields.push(FieldProblem::new("file", "import_utf16"));
    ImportNewView {
        kinds: codes(ImportKind::NAMES),
        presets: codes(Preset::NAMES),
        encodings: codes(ImportEncoding::NAMES),
        kind: "users".into(),
        preset: "zammad".into(),
        encoding: String::new(),
        limit: 4 << 30,
        problems,
    }
}

fn rows(understood: bool) -> Vec<ImportRowLine> {
    let line = |(at, code): (usize, &RowCode)| ImportRowLine {
        line: i64::try_from(at).map_or(2, |at| at + 2),
        outcome: RowOutcome::NAMES[at % RowOutcome::NAMES.len()].into(),
        field: at.is_multiple_of(3).then(|| "requester_email".into()),
        code: Some(code.as_str().into()),
        href: (!understood && at.is_multiple_of(2)).then(|| "/desk/tickets/tkt_x".into()),
        record: (!understood).then(|| "tkt_01jd9f3k7m2q8".into()),
        understood: if understood {
            vec![
                ("subject".into(), "退款两周仍未到账".into()),
                ("status".into(), "open".into()),
            ]
        } else {
            Vec::new()
        },
    };
    RowCode::ALL.iter().enumerate().map(line).collect()
}

fn form() -> ImportForm {
    let line = |spec: &touchstone_domain::import::FieldSpec| ImportFieldLine {
        field: spec.field.as_str().into(),
        required: spec.required,
        column: "status".into(),
        words: "pending = waiting_requester; * = open".into(),
    };
    let mut problems = Problems::none();
    problems
        .fields
        .push(FieldProblem::new("subject", "import_not_mapped"));
    problems
        .fields
        .push(FieldProblem::new("import_source", "import_source"));
    problems.fields.push(FieldProblem::new("zone", "unknown_zone"));
    ImportForm {
        version: 3,
        source: "zendesk".into(),
        columns: vec!["id".into(), "status".into(), "via.channel".into()],
        fields: fields_of(ImportKind::Tickets).iter().map(line).collect(),
        messages: "comments".into(),
        message_fields: MESSAGE_FIELDS.iter().map(line).collect(),
        zone: "Asia/Nowhere".into(),
        users: vec![Choice::new("usr_x", "李娜")],
        teams: vec![Choice::new("tem_x", "售后一组")],
        chosen: vec!["contacts_verified".into()],
        problems,
        ..ImportForm::default()
    }
}

fn page(state: &'static str) -> ImportPageView {
    ImportPageView {
        line: line(state, None),
        format: "ndjson".into(),
        encoding: "utf-8".into(),
        started_at: None,
        ended_at: None,
        problem: None,
        problem_line: None,
        problem_column: None,
        checked: None,
        actions: Vec::new(),
        failed_kept: false,
        form: form(),
        preview: Vec::new(),
        rows: Vec::new(),
        outcome: String::new(),
        outcomes: RowOutcome::NAMES.iter().map(|name| (*name).into()).collect(),
        next: None,
    }
}

pub fn import_draft() -> ImportPageView {
    ImportPageView {
        checked: Some(ImportCheckedView {
            rows: 300_000,
            counts: line("draft", None).counts,
            whole: false,
            codes: vec![("category_missing".into(), 611), ("user_unknown".into(), 71)],
        }),
        actions: vec!["map".into(), "check".into(), "run".into(), "discard".into()],
        preview: rows(true),
        ..page("draft")
    }
}

pub fn import_running() -> ImportPageView {
    ImportPageView {
        line: line("running", Some(37)),
        started_at: Some(minutes_ago(3)),
        actions: vec!["cancel".into()],
        rows: rows(false),
        next: Some("/admin/imports/imp_x?cursor=50#rows".into()),
        ..page("running")
    }
}

pub fn import_undone() -> ImportPageView {
    let mut view = page("failed");
    view.line.counts.undone = 298_000;
    view.line.counts.kept = 114;
    ImportPageView {
        started_at: Some(minutes_ago(90)),
        ended_at: Some(now()),
        problem: Some("malformed_json".into()),
        problem_line: Some(88_001),
        problem_column: Some(14),
        actions: vec!["undo".into(), "discard".into()],
        failed_kept: true,
        outcome: "failed".into(),
        ..view
    }
}
