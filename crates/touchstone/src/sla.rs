//! `touchstone sla` and `touchstone calendar`: the arithmetic of working time for programs of others, without a server.
//!
//! Questions come as lines of JSON and are answered line by line, in their order, so that a list of any length can be
//! checked; a question that makes no sense is answered with `{"error": …}` and the next one is read.

use std::io::{self, BufRead, BufWriter, Write};

use anyhow::{Context as _, Result};
use clap::{Args, Subcommand};
use jiff::Zoned;
use serde::{Deserialize, Serialize};
use touchstone_domain::calendar::{CalendarDocument, CalendarError, HolidaySet};
use touchstone_domain::time::{Span, TimeError, Timestamp};

/// Bytes of one question.
const LINE_BYTES_MAX: u64 = 1 << 20;

#[derive(Subcommand)]
pub(crate) enum SlaCommand {
    /// Read lines {"calendar", "start", "target"}, answer {"due"}
    Due,
    /// Read lines {"calendar", "start", "end"}, answer {"elapsed_s"}
    Elapsed,
}

#[derive(Subcommand)]
pub(crate) enum CalendarCommand {
    /// List the days of a year: {"date", "workday", "name"}
    Days(DaysArgs),
}

#[derive(Args)]
pub(crate) struct DaysArgs {
    /// Country whose holidays count: CN, JP or KR
    #[arg(long, value_name = "COUNTRY")]
    holidays: String,
    /// The year
    #[arg(long, value_name = "YYYY")]
    year: i16,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DueQuestion {
    calendar: CalendarDocument,
    start: String,
    target: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ElapsedQuestion {
    calendar: CalendarDocument,
    start: String,
    end: String,
}

#[derive(Serialize)]
struct DueAnswer {
    due: String,
    /// Years on the way whose holidays were not announced when this program was made; their weeks were taken as plain.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    holidays_unknown: Vec<i16>,
}

#[derive(Serialize)]
struct ElapsedAnswer {
    elapsed_s: serde_json::Number,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    holidays_unknown: Vec<i16>,
}

#[derive(Serialize)]
struct DayAnswer {
    date: jiff::civil::Date,
    workday: bool,
    name: Option<&'static str>,
}

/// Why a question has no answer.
#[derive(Debug, thiserror::Error)]
enum Unanswerable {
    #[error("the line is longer than 1 MiB")]
    TooLong,
    #[error("the line is not UTF-8")]
    NotUtf8,
    #[error("{0}")]
    Json(#[from] serde_json::Error),
    #[error("{0}: {1}")]
    Time(&'static str, TimeError),
    #[error("{0}")]
    Calendar(#[from] CalendarError),
    #[error("the answer lies outside the calendar")]
    Unwritable,
}

/// Answers the questions on standard input.
pub(crate) fn run(command: &SlaCommand) -> Result<()> {
    let (questions, answers) = (io::stdin().lock(), io::stdout().lock());
    match command {
        SlaCommand::Due => answer_lines(questions, answers, due),
        SlaCommand::Elapsed => answer_lines(questions, answers, elapsed),
    }
}

/// Lists the days of a year.
pub(crate) fn calendar(command: &CalendarCommand) -> Result<()> {
    let CalendarCommand::Days(args) = command;
    let mut out = BufWriter::new(io::stdout().lock());
    for (date, workday, special) in HolidaySet::of_country(&args.holidays)?.year(args.year)? {
        let name = special.map(|day| day.name);
        write_line(&mut out, &DayAnswer { date, workday, name })?;
    }
    out.flush().context("the answers cannot be written")
}

fn due(question: &str) -> Result<DueAnswer, Unanswerable> {
    let DueQuestion {
        calendar,
        start,
        target,
    } = serde_json::from_str(question)?;
    let calendar = calendar.calendar()?;
    let target: Span = target
        .parse()
        .map_err(|error| Unanswerable::Time("target", error))?;
    let due = calendar.due(instant("start", &start)?, target)?;
    let at = jiff::Timestamp::from_microsecond(due.at.as_micros()).map_err(|_| Unanswerable::Unwritable)?;
    Ok(DueAnswer {
        due: rfc_3339(&at.to_zoned(calendar.zone().clone())),
        holidays_unknown: due.unknown_years.into_iter().collect(),
    })
}

fn elapsed(question: &str) -> Result<ElapsedAnswer, Unanswerable> {
    let ElapsedQuestion { calendar, start, end } = serde_json::from_str(question)?;
    let calendar = calendar.calendar()?;
    let elapsed = calendar.elapsed(instant("start", &start)?, instant("end", &end)?)?;
    Ok(ElapsedAnswer {
        elapsed_s: seconds(elapsed.span)?,
        holidays_unknown: elapsed.unknown_years.into_iter().collect(),
    })
}

fn instant(field: &'static str, text: &str) -> Result<Timestamp, Unanswerable> {
    text.parse().map_err(|error| Unanswerable::Time(field, error))
}

/// Whole seconds as an integer, parts of one as a fraction.
fn seconds(span: Span) -> Result<serde_json::Number, Unanswerable> {
    let micros = span.as_micros();
    if micros % 1_000_000 == 0 {
        return Ok((micros / 1_000_000).into());
    }
    #[expect(
        clippy::cast_precision_loss,
        reason = "a century of microseconds fits 53 bits"
    )]
    let seconds = micros as f64 / 1e6;
    serde_json::Number::from_f64(seconds).ok_or(Unanswerable::Unwritable)
}

/// With the offset of the zone, and parts of a second where there are any.
fn rfc_3339(at: &Zoned) -> String {
    let format = if at.subsec_nanosecond() == 0 {
        "%Y-%m-%dT%H:%M:%S%:z"
    } else {
        "%Y-%m-%dT%H:%M:%S%.f%:z"
    };
    at.strftime(format).to_string()
}

/// One answer for each line, written as soon as it is known.
fn answer_lines<A: Serialize>(
    mut questions: impl BufRead,
    answers: impl Write,
    answer: impl Fn(&str) -> Result<A, Unanswerable>,
) -> Result<()> {
    let mut answers = io::LineWriter::new(answers);
    let mut line = Vec::new();
    while read_line(&mut questions, &mut line).context("standard input cannot be read")? {
        let answered = if line.len() as u64 > LINE_BYTES_MAX {
            Err(Unanswerable::TooLong)
        } else {
            let text = std::str::from_utf8(&line).map_err(|_| Unanswerable::NotUtf8);
            text.and_then(&answer)
        };
        match answered {
            Ok(answered) => write_line(&mut answers, &answered)?,
            Err(error) => write_line(&mut answers, &serde_json::json!({ "error": error.to_string() }))?,
        }
    }
    answers.flush().context("the answers cannot be written")
}

/// The next line without its end; of one that is too long, more than the bound and no more. Whether there was one.
fn read_line(questions: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    let read = io::Read::take(&mut *questions, LINE_BYTES_MAX + 2).read_until(b'\n', line)?;
    let complete = line.pop_if(|last| *last == b'\n').is_some();
    if !complete && line.len() as u64 > LINE_BYTES_MAX {
        questions.skip_until(b'\n')?;
    }
    Ok(read > 0)
}

fn write_line(out: &mut impl Write, answer: &impl Serialize) -> Result<()> {
    let mut text = serde_json::to_vec(answer).context("an answer cannot be written")?;
    text.push(b'\n');
    out.write_all(&text).context("the answers cannot be written")
}

#[cfg(test)]
mod tests {
    use super::{LINE_BYTES_MAX, answer_lines, due, elapsed};
    use serde_json::{Value, json};

    fn office() -> Value {
        let day = json!([["09:00", "12:00"], ["13:30", "18:00"]]);
        json!({
            "time_zone": "Asia/Shanghai", "holidays": "CN",
            "week": {"mon": day, "tue": day, "wed": day, "thu": day, "fri": day},
            "exceptions": [{"date": "2026-05-06", "segments": []}],
        })
    }

    fn answers(lines: &[u8], of_due: bool) -> Vec<Value> {
        let mut out = Vec::new();
        if of_due {
            answer_lines(lines, &mut out, due).unwrap();
        } else {
            answer_lines(lines, &mut out, elapsed).unwrap();
        }
        let text = String::from_utf8(out).unwrap();
        text.lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    #[test]
    fn each_line_has_its_answer_in_its_place() {
        let good = json!({"calendar": office(), "start": "2026-08-19T16:11:00+08:00", "target": "PT7H30M"});
        let make_up = json!({"calendar": office(), "start": "2026-02-13T17:00:00+08:00", "target": "PT2H"});
        let odd = json!({"calendar": office(), "start": "2026-08-19T16:11:00+08:00", "target": "two hours"});
        let unknown = json!({"calendar": office(), "start": "x", "target": "PT1H", "colour": "red"});
        let fraction = json!({"calendar": office(), "start": "2026-08-19T08:11:00.25Z", "target": "PT1S"});
        let mut lines = Vec::new();
        for line in [
            good.to_string(),
            String::new(),
            odd.to_string(),
            unknown.to_string(),
        ] {
            lines.extend_from_slice(line.as_bytes());
            lines.push(b'\n');
        }
        lines.extend(std::iter::repeat_n(
            b'x',
            usize::try_from(LINE_BYTES_MAX).unwrap() + 9,
        ));
        lines.extend_from_slice(b"\n\xFF\n");
        lines.extend_from_slice(format!("{fraction}\r\n{make_up}").as_bytes());
        let answers = answers(&lines, true);
        assert_eq!(answers[0], json!({"due": "2026-08-20T16:11:00+08:00"}));
        let errors: Vec<_> = answers[1..6]
            .iter()
            .map(|answer| answer["error"].as_str().unwrap())
            .collect();
        assert!(errors[1].starts_with("target: not a duration"), "{errors:?}");
        assert!(errors[2].contains("colour"), "{errors:?}");
        assert!(
            errors[3].contains("1 MiB") && errors[4].contains("UTF-8"),
            "{errors:?}"
        );
        assert_eq!(answers[6], json!({"due": "2026-08-19T16:11:01.25+08:00"}));
        assert_eq!(answers[7], json!({"due": "2026-02-14T10:00:00+08:00"}));
        assert_eq!(answers.len(), 8);
    }

    #[test]
    fn elapsed_is_told_in_seconds() {
        let asked =
            |end: &str| json!({"calendar": office(), "start": "2026-08-19T16:11:00+08:00", "end": end});
        let lines = format!(
            "{}\n{}\n{}\n",
            asked("2026-08-20T16:11:00+08:00"),
            asked("2026-08-19T16:11:00.5+08:00"),
            asked("2026-08-18T16:11:00+08:00"),
        );
        let answers = answers(lines.as_bytes(), false);
        assert_eq!(answers[0], json!({"elapsed_s": 27000}));
        assert_eq!(answers[1], json!({"elapsed_s": 0.5}));
        assert_eq!(answers[2], json!({"error": "the end lies before the start"}));
    }
}
