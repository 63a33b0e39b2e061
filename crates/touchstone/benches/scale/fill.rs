//! Fills an empty installation with copies of the model, through the loader that restores backups: rows first, indexes and
//! references after, then the index of search.

use std::sync::mpsc::sync_channel;

use anyhow::{Context, Result};
use serde_json::json;
use touchstone_domain::id::Id as _;
use touchstone_domain::search::terms;
use touchstone_store::migrate::fingerprint;
use touchstone_store::portable::{Cell, Load, Table};

use crate::copies::{Copy, Family, Shift, belongs};
use crate::index::Index;
use crate::model::{Model, Sheets};
use crate::plan::{Planned, is_of_one_day, plan};
use crate::rows::{column, key, row_of};
use crate::site::Site;
use crate::sums::{SUMMED, Share, Sums};
use crate::words::{Bit, Words, bits};

/// Tables that are not copied row by row: sums, what is written here, and what lives for a day.
const APART: [&str; 18] = [
    "counter",
    "figure",
    "figure_bucket",
    "event_order",
    "reader",
    "sequence",
    "session",
    "node",
    "idempotency",
    "otp",
    "track_session",
    "presence",
    "job",
    "notification",
    "dead_letter",
    "guard",
    "idempotency_about",
    "ticket_ending",
];
/// Of those, what a filled installation does not have.
const GONE: [&str; 12] = [
    "session",
    "node",
    "idempotency",
    "otp",
    "track_session",
    "presence",
    "job",
    "notification",
    "dead_letter",
    "guard",
    "idempotency_about",
    "ticket_ending",
];
/// Rows that go to the database at once.
const AT_ONCE: usize = 2_000;
/// Copies that are made and kept at once: some thousand tickets, with everything about them in memory.
const KEPT: usize = 20;
/// Tickets that are asked for afterwards.
const SAMPLE: usize = 2_000;
const STAYS: Shift = Shift {
    hours: 0,
    days: 0,
    far: 0,
};
/// No number of these is taken again.
const NUMBERS_APART: i64 = 1_000;

/// Everything that copies are made from.
pub(crate) struct Press {
    model: Model,
    closed: Pressed,
    open: Pressed,
    sums: Sums,
    /// What the house alone has counted.
    house: Share,
    words: Words,
}

struct Pressed {
    family: Family,
    share: Share,
    texts: Vec<Searched>,
}

/// A text of the index of search.
struct Searched {
    id: i64,
    /// What stands in it, if it is not the same in every copy.
    bits: Option<Vec<Bit>>,
    terms: String,
}

impl Press {
    /// `None` when the model was made over midnight: its days cannot be told apart then.
    pub(crate) fn of(model: Model) -> Result<Option<Press>> {
        let copied = |name: &str| !APART.contains(&name);
        let mut sums = Sums::default();
        let mut pressed = |before: &Sheets, after: &Sheets, open| -> Result<Pressed> {
            let family = Family::between(before, after, &copied, open)?;
            let texts = searched(after, &family)?;
            let share = sums.share(Some(before), after)?;
            Ok(Pressed { family, share, texts })
        };
        let closed = pressed(&model.house, &model.closed, false)?;
        let open = pressed(&model.closed, &model.open, true)?;
        if !is_of_one_day(&closed.family) || !is_of_one_day(&open.family) {
            return Ok(None);
        }
        let house = sums.share(None, &model.house)?;
        Ok(Some(Press {
            model,
            closed,
            open,
            sums,
            house,
            words: Words::new(),
        }))
    }

    fn of_planned(&self, planned: &Planned) -> &Pressed {
        if planned.open { &self.open } else { &self.closed }
    }

    fn copy<'a>(&'a self, planned: &Planned) -> Copy<'a> {
        let family = &self.of_planned(planned).family;
        Copy::of(
            family,
            planned.shift,
            planned.first_number,
            &self.model.keys,
            &self.words,
        )
    }

    /// Fills a place with about `size` tickets. Blocks. `told` hears how far it is, in copies.
    pub(crate) fn fill(&self, site: &Site, size: i64, told: &dyn Fn(&str, usize, usize)) -> Result<()> {
        let (planned, tickets) = plan(size, &self.closed.family, &self.open.family)?;
        std::fs::create_dir_all(site.data_dir())?;
        std::fs::copy(self.model.site.key_ring(), site.key_ring())?;
        let mut load = Load::begin(&site.store(), "scale", &self.model.steps)?;
        let mut pos = self.house(&mut load)?;
        let mut sums = self.sums.clone();
        sums.add(&self.house, STAYS);
        std::thread::scope(|scope| -> Result<()> {
            let (send, rows) = sync_channel::<Result<Batch>>(2);
            let planned = &planned;
            scope.spawn(move || self.press(planned, pos, &send));
            let mut done = 0;
            for batch in rows {
                let batch = batch?;
                for (table, rows) in &batch.rows {
                    for some in rows.chunks(AT_ONCE) {
                        load.rows(table, some)?;
                    }
                }
                pos = batch.pos;
                done += batch.copies;
                told("filling", done, planned.len());
                load.keep(&format!("{done}"))?;
            }
            Ok(())
        })?;
        for planned in &planned {
            sums.add(&self.of_planned(planned).share, planned.shift);
        }
        sums.rows(AT_ONCE, &mut |table, rows| Ok(load.rows(table, rows)?))?;
        self.ends(&mut load, pos, tickets)?;
        told("indexes and references", 0, 1);
        load.finish()?;
        self.index(site, &planned, told)?;
        self.note(site, &planned, tickets)
    }

    /// What is not copied: people of the house, standards, settings, and what they did. The log's end so far.
    fn house(&self, load: &mut Load) -> Result<i64> {
        let families = [&self.closed.family, &self.open.family];
        let copied = |row: &[Cell]| families.iter().any(|family| belongs(row, &family.ids));
        let mut pos = 0;
        for (name, sheet) in &self.model.open {
            let summed = SUMMED.iter().any(|(summed, _)| summed == name);
            if summed || GONE.contains(&name.as_str()) || ["reader", "sequence"].contains(&name.as_str()) {
                continue;
            }
            let mut rows: Vec<Vec<Cell>> = sheet.rows.iter().filter(|row| !copied(row)).cloned().collect();
            if name == "event_order" {
                let at = column(&sheet.table, "pos")?;
                for row in &mut rows {
                    pos += 1;
                    row[at] = Cell::Int(pos);
                }
            }
            load.rows(&sheet.table, &rows)?;
        }
        Ok(pos)
    }

    /// Makes rows, some copies at a time, and sends them off; ends when nobody takes them any more.
    fn press(&self, planned: &[Planned], mut pos: i64, send: &std::sync::mpsc::SyncSender<Result<Batch>>) {
        for some in planned.chunks(KEPT.min(planned.len() / 50 + 1)) {
            let batch = self.batch(some, pos);
            if let Ok(batch) = &batch {
                pos = batch.pos;
            }
            let failed = batch.is_err();
            if send.send(batch).is_err() || failed {
                return;
            }
        }
    }

    fn batch(&self, planned: &[Planned], mut pos: i64) -> Result<Batch> {
        let mut rows: Vec<(Table, Vec<Vec<Cell>>)> = Vec::new();
        let order = &self
            .model
            .open
            .get("event_order")
            .context("no order of events")?
            .table;
        let timer = &self.model.open.get("timer").context("no timers")?.table;
        let (mut ordered, mut armed) = (Vec::new(), Vec::new());
        for planned in planned {
            let (pressed, copy) = (self.of_planned(planned), self.copy(planned));
            for (table, pieces) in &pressed.family.tables {
                // What staff were told of a request that is over is forgotten after three months.
                if table.name == "staff_notice" && !planned.open {
                    continue;
                }
                let made = copy.rows(table, pieces)?;
                match rows.iter_mut().find(|(known, _)| known.name == table.name) {
                    Some((_, rows)) => rows.extend(made),
                    None => rows.push((table.clone(), made)),
                }
            }
            for event in &pressed.family.events {
                pos += 1;
                let cells = [("pos", Cell::Int(pos)), ("event_id", Cell::Int(copy.id(*event)))];
                ordered.push(row_of(order, &cells));
            }
            if !planned.open {
                // What is over has nothing left to wait for; the bench wants every timer armed.
                let due = pressed.family.span.1 + planned.shift.far;
                armed.extend((0..pressed.family.tickets.len()).map(|place| {
                    let cells = [
                        ("kind", Cell::Text("ticket".to_owned())),
                        ("subject", Cell::Int(copy.ticket(place).raw())),
                        ("due_at", Cell::Int(due)),
                        ("wake_at", Cell::Int(due)),
                        ("claim", Cell::Int(0)),
                        ("attempts", Cell::Int(0)),
                    ];
                    row_of(timer, &cells)
                }));
            }
        }
        rows.push((order.clone(), ordered));
        rows.push((timer.clone(), armed));
        Ok(Batch {
            rows,
            pos,
            copies: planned.len(),
        })
    }

    /// Readers stand at the end of the log, and no number is given twice.
    fn ends(&self, load: &mut Load, pos: i64, tickets: i64) -> Result<()> {
        for (name, column_name) in [("reader", "pos"), ("sequence", "next")] {
            let sheet = self
                .model
                .open
                .get(name)
                .with_context(|| format!("no table {name}"))?;
            let at = column(&sheet.table, column_name)?;
            let mut rows = sheet.rows.clone();
            for row in &mut rows {
                row[at] = Cell::Int(if name == "reader" {
                    pos
                } else {
                    tickets + NUMBERS_APART
                });
            }
            load.rows(&sheet.table, &rows)?;
        }
        Ok(())
    }

    fn index(&self, site: &Site, planned: &[Planned], told: &dyn Fn(&str, usize, usize)) -> Result<()> {
        let mut index = Index::open(site)?;
        for (done, planned_now) in planned.iter().enumerate() {
            let copy = self.copy_without_people(planned_now);
            for text in &self.of_planned(planned_now).texts {
                let own;
                let listed = match &text.bits {
                    None => &text.terms,
                    Some(bits) => {
                        own = listed(&copy.text(bits));
                        &own
                    }
                };
                index.put(copy.id(text.id), listed)?;
            }
            if done % 100 == 99 {
                told("index of search", done, planned.len());
                index.keep()?;
            }
        }
        index.finish()
    }

    fn copy_without_people<'a>(&'a self, planned: &Planned) -> Copy<'a> {
        let family = &self.of_planned(planned).family;
        Copy::bare(
            family,
            planned.shift,
            planned.first_number,
            &self.model.keys,
            &self.words,
        )
    }

    /// What the measurements need to know, beside the data.
    fn note(&self, site: &Site, planned: &[Planned], tickets: i64) -> Result<()> {
        let (often, seldom) = self.words.ends();
        let ids = |open| self.sampled(planned, open, &|copy, place| copy.ticket(place).to_string());
        let note = json!({
            "schema": fingerprint(), "tickets": tickets, "closed": ids(false), "open": ids(true),
            "orders": self.sampled(planned, false, &|copy, place| copy.order(place)),
            "often": often, "seldom": seldom,
        });
        std::fs::write(site.directory().join("scale.json"), note.to_string())?;
        Ok(())
    }

    /// What is told of some tickets of all ages.
    fn sampled(
        &self,
        planned: &[Planned],
        open: bool,
        told: &dyn Fn(&Copy<'_>, usize) -> String,
    ) -> Vec<String> {
        let planned: Vec<&Planned> = planned.iter().filter(|planned| planned.open == open).collect();
        let places = 0..planned
            .first()
            .map_or(0, |first| self.of_planned(first).family.tickets.len());
        let all = planned
            .iter()
            .flat_map(|planned| places.clone().map(move |place| (*planned, place)));
        let every = (planned.len() * places.len()).div_ceil(SAMPLE).max(1);
        all.step_by(every)
            .map(|(planned, place)| told(&self.copy_without_people(planned), place))
            .collect()
    }
}

struct Batch {
    rows: Vec<(Table, Vec<Vec<Cell>>)>,
    pos: i64,
    copies: usize,
}

fn listed(text: &str) -> String {
    terms(text).into_iter().collect::<Vec<_>>().join(" ")
}

/// The texts of a family that can be searched.
fn searched(after: &Sheets, family: &Family) -> Result<Vec<Searched>> {
    let sheet = |name: &str| after.get(name).with_context(|| format!("no table {name}"));
    let text_of = |table: &str, id: i64, columns: &[&str]| -> Result<String> {
        let sheet = sheet(table)?;
        let row = sheet
            .rows
            .iter()
            .find(|row| matches!(row.first(), Some(Cell::Int(n)) if *n == id));
        let row = row.with_context(|| format!("nothing of {id} in {table}"))?;
        let mut texts = Vec::new();
        for name in columns {
            if let Some(Cell::Text(text)) = row.get(column(&sheet.table, name)?) {
                texts.push(text.as_str());
            }
        }
        Ok(texts.join("\n\n"))
    };
    let known = sheet("search_text")?;
    let (id_at, part_at) = (column(&known.table, "id")?, column(&known.table, "part")?);
    let mut all = Vec::new();
    for row in &known.rows {
        let (Some(Cell::Int(id)), Some(Cell::Text(part))) = (row.get(id_at), row.get(part_at)) else {
            anyhow::bail!("a searched text without an id: {}", key(&known.table, row));
        };
        if !family.ids.contains(id) {
            continue;
        }
        let text = match part.as_str() {
            "ticket" => text_of("ticket_text", *id, &["subject", "demand", "order_no"])?,
            "message" => text_of("message_text", *id, &["body"])?,
            other => anyhow::bail!("the model has a searched text of another kind: {other}"),
        };
        let ticket = family.tickets.iter().position(|ticket| ticket == id);
        all.push(Searched {
            id: *id,
            bits: bits(&text, &family.ids, ticket),
            terms: listed(&text),
        });
    }
    all.sort_by_key(|text| text.id);
    Ok(all)
}
