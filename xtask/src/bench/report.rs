//! What bench programs say, and the table made of it.

use serde::Deserialize;
use std::fmt::Write as _;

/// One line of a bench program's output.
#[derive(Deserialize, Debug, PartialEq)]
#[serde(rename_all = "snake_case", tag = "type")]
pub(super) enum Line {
    /// What is being measured now, and how many of the measurements are done.
    Working {
        what: String,
        done: u64,
        of: u64,
    },
    Row(Row),
}

/// One figure.
#[derive(Deserialize, Debug, PartialEq, Clone)]
#[serde(deny_unknown_fields)]
pub(super) struct Row {
    pub what: String,
    /// `sqlite`, `postgres`, or nothing where no engine is involved.
    #[serde(default)]
    pub engine: String,
    /// The figure as it is to be read, with its unit.
    pub figure: String,
    /// The budget it is held against, in words.
    #[serde(default)]
    pub budget: Option<String>,
    /// Whether the budget was kept; present when there is one.
    #[serde(default)]
    pub kept: Option<bool>,
}

impl Row {
    pub(super) fn missed(&self) -> bool {
        self.kept == Some(false)
    }

    fn cells(&self) -> [String; 5] {
        let kept = match self.kept {
            None => "",
            Some(true) => "yes",
            Some(false) => "NO",
        };
        let budget = self.budget.clone().unwrap_or_default();
        [
            self.what.clone(),
            self.engine.clone(),
            self.figure.clone(),
            budget,
            kept.to_owned(),
        ]
    }
}

impl Line {
    pub(super) fn parse(line: &str) -> Option<Line> {
        serde_json::from_str(line).ok()
    }
}

/// A Markdown table with aligned columns, so that it can be read in a terminal and pasted into a page.
pub(super) fn table(rows: &[Row]) -> String {
    let head = ["what", "engine", "figure", "budget", "kept"].map(str::to_owned);
    let lines: Vec<[String; 5]> = std::iter::once(head).chain(rows.iter().map(Row::cells)).collect();
    let widths: [usize; 5] = std::array::from_fn(|column| {
        lines
            .iter()
            .map(|line| line[column].chars().count())
            .max()
            .unwrap_or(0)
    });
    let mut text = String::new();
    for (index, line) in lines.iter().enumerate() {
        for (cell, width) in line.iter().zip(widths) {
            let _ = write!(text, "| {cell}{} ", " ".repeat(width - cell.chars().count()));
        }
        text.push_str("|\n");
        if index == 0 {
            for width in widths {
                let _ = write!(text, "|{}", "-".repeat(width + 2));
            }
            text.push_str("|\n");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_programs_are_told_from_chatter() {
        let row = r#"{"type":"row","what":"creation","engine":"sqlite","figure":"812/s","budget":"≥ 500/s","kept":true}"#;
        let Some(Line::Row(row)) = Line::parse(row) else {
            panic!("not read as a row")
        };
        assert!(!row.missed());
        let working = Line::parse(r#"{"type":"working","what":"creation","done":1,"of":4}"#);
        assert_eq!(
            working,
            Some(Line::Working {
                what: "creation".into(),
                done: 1,
                of: 4
            })
        );
        assert_eq!(Line::parse("running 3 benches"), None);
    }

    #[test]
    fn columns_line_up() {
        let row = Row {
            what: "creation over HTTP".into(),
            engine: "sqlite".into(),
            figure: "0.71 ×".into(),
            budget: Some("≥ 0.5 ×".into()),
            kept: Some(true),
        };
        let expected = "\
| what               | engine | figure | budget  | kept |
|--------------------|--------|--------|---------|------|
| creation over HTTP | sqlite | 0.71 × | ≥ 0.5 × | yes  |
";
        assert_eq!(table(&[row]), expected);
    }
}
