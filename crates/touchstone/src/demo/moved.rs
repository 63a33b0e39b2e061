//! What the marketplace brought along from the tool it used before: a small file with two rows that need mending, so that
//! an import can be looked at.

use anyhow::{Context as _, Result, bail};
use bytes::Bytes;
use std::collections::BTreeMap;
use std::convert::Infallible;
use touchstone_app::import::{ImportFile, ImportOrder, import_drive};
use touchstone_app::{App, Call, Caller};
use touchstone_domain::event::{Origin, SystemActor};
use touchstone_domain::import::{Column, Field, ImportKind, ImportState, Mapping, Options, Preset};
use touchstone_domain::language::Language;
use touchstone_domain::time::{Span, Timestamp};

use crate::refusal::worded;

const FILE: &str = include_str!("moved.csv");

/// Imports the file as of `at`.
pub(super) async fn bring(app: &App, at: Timestamp) -> Result<()> {
    let order = ImportOrder {
        file: ImportFile {
            kind: ImportKind::Tickets,
            preset: Preset::Plain,
            name: "旧工单系统.csv".to_owned(),
            format: None,
            encoding: None,
            mapping: Some(mapping()),
        },
        category: Some("service".to_owned()),
        assignee: None,
        team: None,
        leave_out: false,
        check: false,
        alone: true,
    };
    let text = Bytes::from(dated(FILE, at)?);
    let body = futures::stream::iter([Ok::<_, Infallible>(text)]);
    let call = Call::by(Caller::system(SystemActor::Demo, Origin::Import));
    let done = import_drive(app, &call, order, body, |_| {}).await;
    let done = done.map_err(|error| worded(&error))?;
    if done.state != ImportState::Finished || done.created == 0 {
        bail!(
            "the demo's import came to {} with {} records",
            done.state,
            done.created
        );
    }
    Ok(())
}

fn mapping() -> Mapping {
    let plain = [
        ("工单号", Field::ExternalId),
        ("主题", Field::Subject),
        ("描述", Field::Body),
        ("客户编号", Field::Requester),
        ("客户姓名", Field::RequesterName),
        ("客户邮箱", Field::RequesterEmail),
        ("标签", Field::Tags),
        ("创建时间", Field::CreatedAt),
        ("首次响应时间", Field::FirstReplyAt),
        ("解决时间", Field::ResolvedAt),
        ("关闭时间", Field::ClosedAt),
    ];
    let mut columns: Vec<Column> = plain.iter().map(|(from, to)| Column::plain(from, *to)).collect();
    columns.push(Column::worded(
        "状态",
        Field::Status,
        &[("新建", "new"), ("已关闭", "closed")],
    ));
    let urgency = [("高", "high"), ("普通", "normal"), ("低", "low")];
    columns.push(Column::worded("优先级", Field::Urgency, &urgency));
    let channel = [("电话", "phone"), ("邮件", "email"), ("网页", "web")];
    columns.push(Column::worded("来源", Field::Channel, &channel));
    Mapping {
        source: "old-desk".to_owned(),
        columns,
        options: Options {
            language: Some(Language::ZhCn),
            ..Options::default()
        },
        ..Mapping::default()
    }
}

/// The file with its times: `{-210d+20m}` is twenty minutes after 210 days before `at`.
fn dated(text: &str, at: Timestamp) -> Result<String> {
    let mut parts = text.split('{');
    let mut out = parts.next().unwrap_or_default().to_owned();
    let units = BTreeMap::from([
        ('d', Span::days(1)),
        ('h', Span::hours(1)),
        ('m', Span::minutes(1)),
    ]);
    for part in parts {
        let (when, rest) = part.split_once('}').context("a time in the file has no end")?;
        let mut moment = at;
        for (sign, amount) in when
            .split_inclusive(|c: char| c.is_ascii_alphabetic())
            .filter_map(signed)
        {
            let unit = amount
                .chars()
                .next_back()
                .and_then(|unit| units.get(&unit).copied());
            let unit = unit.context("a time in the file has no unit")?;
            let count: i64 = amount
                .trim_end_matches(|c: char| c.is_ascii_alphabetic())
                .parse()?;
            let span = Span::from_micros(unit.as_micros().saturating_mul(count));
            moment = if sign == '-' { moment - span } else { moment + span };
        }
        out.push_str(&moment.to_string());
        out.push_str(rest);
    }
    Ok(out)
}

fn signed(part: &str) -> Option<(char, &str)> {
    let sign = part.chars().next()?;
    Some((sign, part.get(1..)?))
}
