//! How rows of the model become the rows of other tickets: the same rows, moved in time by whole hours, with ids that move
//! with them, texts, numbers, tracking codes and people of their own, sealed and hashed as the product does it.

use std::collections::{HashMap, HashSet};

use anyhow::{Context, Result, ensure};
use touchstone_app::keys::KeyRing;
use touchstone_app::ticket::TrackingCode;
use touchstone_domain::contact::NORMALISATION_VERSION;
use touchstone_domain::event::hash;
use touchstone_domain::id::{Id, PersonId, TicketId};
use touchstone_store::portable::{Cell, Table};

use crate::model::{NAME, Sheets};
use crate::rows::{Key, column, is_id, is_time, key};
use crate::words::{Bit, Words, bits};

pub(crate) const HOUR: i64 = 3_600_000_000;
/// Ids hold milliseconds above this many bits.
const ID_TIME: u32 = 22;

/// Rows that came with some tickets, and are copied together.
pub(crate) struct Family {
    pub(crate) tables: Vec<(Table, Vec<Vec<Piece>>)>,
    /// Rows that say who they are about, by id; nothing else is copied.
    pub(crate) ids: HashSet<i64>,
    pub(crate) tickets: Vec<i64>,
    people: Vec<i64>,
    /// In the order of the log.
    pub(crate) events: Vec<i64>,
    /// First and last instant of what happened.
    pub(crate) span: (i64, i64),
}

/// A value of a copy.
pub(crate) enum Piece {
    Same(Cell),
    Id(i64),
    Time(i64),
    /// A promise that is still open: it runs out long after the bench.
    Due(i64),
    /// The time given for it.
    Target(i64),
    Text(Vec<Bit>),
    /// Of the ticket at this place of the family.
    Number(usize),
    Code(usize),
    CodeKey(usize),
    /// Of the person at this place of the family.
    PersonKey(usize),
    PersonName(usize),
    Lookup(usize),
    Contact(usize),
    Hash,
}

/// Where a copy goes.
#[derive(Clone, Copy)]
pub(crate) struct Shift {
    pub(crate) hours: i64,
    /// Days of those, for sums of days.
    pub(crate) days: i64,
    /// How much later open promises run out, in microseconds.
    pub(crate) far: i64,
}

struct SealedPerson {
    key: Vec<u8>,
    name: Vec<u8>,
    lookup: Vec<u8>,
    contact: Vec<u8>,
}

/// One copy of a family.
pub(crate) struct Copy<'a> {
    family: &'a Family,
    shift: Shift,
    first_number: i64,
    keys: &'a KeyRing,
    words: &'a Words,
    people: Vec<SealedPerson>,
}

impl Family {
    /// What is in `after` and not in `before`, of tables that are copied row by row. `open`: promises are kept open.
    pub(crate) fn between(
        before: &Sheets,
        after: &Sheets,
        copied: &dyn Fn(&str) -> bool,
        open: bool,
    ) -> Result<Family> {
        let mut fresh: Vec<(&Table, Vec<&Vec<Cell>>)> = Vec::new();
        for (name, sheet) in after.iter().filter(|(name, _)| copied(name)) {
            let known: HashSet<Key> = before.get(name).map_or_else(HashSet::new, |sheet| {
                sheet.rows.iter().map(|row| key(&sheet.table, row)).collect()
            });
            let rows = sheet.rows.iter();
            fresh.push((
                &sheet.table,
                rows.filter(|row| !known.contains(&key(&sheet.table, row)))
                    .collect(),
            ));
        }
        let ids = own_ids(&fresh);
        let of = |name: &str| -> Vec<i64> {
            let rows = fresh
                .iter()
                .filter(|(table, _)| table.name == name)
                .flat_map(|(_, rows)| rows);
            rows.filter_map(|row| int(row.first())).collect()
        };
        let mut family = Family {
            tables: Vec::new(),
            tickets: of("ticket"),
            people: of("person"),
            events: events(after, &ids)?,
            span: (i64::MAX, i64::MIN),
            ids,
        };
        let places = Places {
            tickets: places(&family.tickets),
            people: places(&family.people),
        };
        for (table, rows) in fresh {
            let mut pieces = Vec::new();
            for row in rows.into_iter().filter(|row| belongs(row, &family.ids)) {
                if table.name == "event" {
                    let at = int(row.get(column(table, "at")?)).context("an event without a time")?;
                    family.span = (family.span.0.min(at), family.span.1.max(at));
                    hashed_as_stored(table, row)?;
                }
                pieces.push(pieces_of(table, row, &family.ids, &places, open)?);
            }
            if !pieces.is_empty() {
                family.tables.push((table.clone(), pieces));
            }
        }
        ensure!(!family.tickets.is_empty(), "the model has no tickets");
        Ok(family)
    }
}

/// Ids of the rows that belong to the new tickets and people: those themselves, and every row that names one of them.
fn own_ids(fresh: &[(&Table, Vec<&Vec<Cell>>)]) -> HashSet<i64> {
    let mut ids = HashSet::new();
    for (table, rows) in fresh {
        if ["ticket", "person"].contains(&table.name.as_str()) {
            ids.extend(rows.iter().filter_map(|row| int(row.first())));
        }
    }
    loop {
        let before = ids.len();
        for (table, rows) in fresh {
            let own: Vec<usize> = table
                .key
                .iter()
                .filter_map(|name| column(table, name).ok())
                .collect();
            let rows = rows.iter().filter(|row| belongs(row, &ids));
            let found: Vec<i64> = rows
                .flat_map(|row| own.iter().filter_map(|at| int(row.get(*at))))
                .filter(|id| is_id(*id))
                .collect();
            ids.extend(found);
        }
        if ids.len() == before {
            return ids;
        }
    }
}

/// Whether a row tells of one of these.
pub(crate) fn belongs(row: &[Cell], ids: &HashSet<i64>) -> bool {
    row.iter()
        .any(|cell| matches!(cell, Cell::Int(n) if ids.contains(n)))
}

fn int(cell: Option<&Cell>) -> Option<i64> {
    match cell {
        Some(Cell::Int(n)) => Some(*n),
        _ => None,
    }
}

/// Events with one of these ids, in the order of the log.
fn events(after: &Sheets, ids: &HashSet<i64>) -> Result<Vec<i64>> {
    let order = after.get("event_order").context("no order of events")?;
    let (pos, id) = (column(&order.table, "pos")?, column(&order.table, "event_id")?);
    let mut all: Vec<(i64, i64)> = order
        .rows
        .iter()
        .filter_map(|row| Some((int(row.get(pos))?, int(row.get(id))?)))
        .filter(|(_, id)| ids.contains(id))
        .collect();
    all.sort_unstable();
    Ok(all.into_iter().map(|(_, id)| id).collect())
}

struct Places {
    tickets: HashMap<i64, usize>,
    people: HashMap<i64, usize>,
}

fn places(ids: &[i64]) -> HashMap<i64, usize> {
    ids.iter().enumerate().map(|(place, id)| (*id, place)).collect()
}

fn pieces_of(
    table: &Table,
    row: &[Cell],
    ids: &HashSet<i64>,
    places: &Places,
    open: bool,
) -> Result<Vec<Piece>> {
    let place = |of: &HashMap<i64, usize>| {
        let mut found = row.iter().filter_map(|cell| int(Some(cell)));
        found.find_map(|id| of.get(&id).copied())
    };
    let ticket = || place(&places.tickets).context("a row without its ticket");
    let person = || place(&places.people).context("a row without its person");
    let state = column(table, "state").ok().and_then(|at| row.get(at));
    let judged =
        table.name == "clock" && !matches!(state, Some(Cell::Text(s)) if s == "running" || s == "paused");
    let promised = open && !judged;
    let mut pieces = Vec::with_capacity(row.len());
    for (cell, column) in row.iter().zip(&table.columns) {
        pieces.push(match (table.name.as_str(), column.name.as_str(), cell) {
            (_, _, Cell::Null) => Piece::Same(Cell::Null),
            ("ticket", "number", _) => Piece::Number(ticket()?),
            ("ticket_text", "tracking_code", _) => Piece::Code(ticket()?),
            ("ticket_text", "tracking_key", _) => Piece::CodeKey(ticket()?),
            ("person", "data_key", _) => Piece::PersonKey(person()?),
            ("person", "name_sealed", _) => Piece::PersonName(person()?),
            ("contact", "lookup", _) => Piece::Lookup(person()?),
            ("contact", "sealed", _) => Piece::Contact(person()?),
            ("event", "hash", _) => Piece::Hash,
            ("ticket" | "clock", "due_at" | "wait_until", Cell::Int(n)) if promised && is_time(*n) => {
                Piece::Due(*n)
            }
            ("timer", "due_at" | "wake_at", Cell::Int(n)) if promised => Piece::Due(*n),
            ("clock", "target", Cell::Int(n)) if promised => Piece::Target(*n),
            // Rank above, time of receipt below.
            ("ticket", "work_order", Cell::Int(n)) => Piece::Time(*n),
            (_, _, Cell::Int(n)) if ids.contains(n) => Piece::Id(*n),
            (_, _, Cell::Int(n)) if is_time(*n) => Piece::Time(*n),
            (_, _, Cell::Text(text)) => match bits(text, ids, place(&places.tickets)) {
                Some(bits) => Piece::Text(bits),
                None => Piece::Same(cell.clone()),
            },
            _ => Piece::Same(cell.clone()),
        });
    }
    Ok(pieces)
}

/// What an event's hash covers, of a row with the columns of the table.
fn event_hash(table: &Table, row: &[Cell]) -> Result<[u8; 32]> {
    let mut text = String::new();
    for (at, name) in ["id", "at", "actor", "origin", "subject_kind", "subject", "body"]
        .into_iter()
        .enumerate()
    {
        if at > 0 {
            text.push('\n');
        }
        match row.get(column(table, name)?) {
            Some(Cell::Int(n)) => text.push_str(&n.to_string()),
            Some(Cell::Text(value)) => text.push_str(value),
            _ => anyhow::bail!("an event without {name}"),
        }
    }
    Ok(hash(text.as_bytes()))
}

/// So that the hashes of copies are those that the product would make.
fn hashed_as_stored(table: &Table, row: &[Cell]) -> Result<()> {
    let made = event_hash(table, row)?;
    let stored = row.get(column(table, "hash")?);
    ensure!(
        matches!(stored, Some(Cell::Bytes(bytes)) if *bytes == made),
        "events are hashed in another way than the bench does it"
    );
    Ok(())
}

impl<'a> Copy<'a> {
    pub(crate) fn of(
        family: &'a Family,
        shift: Shift,
        first_number: i64,
        keys: &'a KeyRing,
        words: &'a Words,
    ) -> Self {
        let mut copy = Self::bare(family, shift, first_number, keys, words);
        copy.people = (0..family.people.len()).map(|place| copy.person(place)).collect();
        copy
    }

    /// The same without its people, for what does not tell of them.
    pub(crate) fn bare(
        family: &'a Family,
        shift: Shift,
        first_number: i64,
        keys: &'a KeyRing,
        words: &'a Words,
    ) -> Self {
        Self {
            family,
            shift,
            first_number,
            keys,
            words,
            people: Vec::new(),
        }
    }

    fn person(&self, place: usize) -> SealedPerson {
        let id = PersonId::from_raw(self.id(self.family.people[place]));
        let address = format!("customer-{}@example.com", self.number(place));
        let (key, wrapped) = self.keys.data_key_create(id);
        SealedPerson {
            key: wrapped.bytes,
            name: key.seal("name", NAME),
            lookup: self
                .keys
                .lookup("email", NORMALISATION_VERSION, &address)
                .hash
                .to_vec(),
            contact: key.seal("email", &address),
        }
    }

    pub(crate) fn id(&self, model: i64) -> i64 {
        model + ((self.shift.hours * HOUR / 1_000) << ID_TIME)
    }

    pub(crate) fn number(&self, place: usize) -> i64 {
        self.first_number + i64::try_from(place).unwrap_or_default()
    }

    pub(crate) fn ticket(&self, place: usize) -> TicketId {
        TicketId::from_raw(self.id(self.family.tickets[place]))
    }

    pub(crate) fn order(&self, place: usize) -> String {
        format!("2026{:010}", self.number(place))
    }

    fn code(&self, place: usize) -> TrackingCode {
        let mut bytes = [0; 20];
        let mut rest = self.number(place).cast_unsigned();
        for byte in bytes.iter_mut().rev() {
            *byte = (rest & 31) as u8;
            rest >>= 5;
        }
        TrackingCode::of(&bytes)
    }

    /// The rows of one table of the family.
    pub(crate) fn rows(&self, table: &Table, pieces: &[Vec<Piece>]) -> Result<Vec<Vec<Cell>>> {
        let mut rows = Vec::with_capacity(pieces.len());
        for row in pieces {
            let mut cells: Vec<Cell> = row.iter().map(|piece| self.cell(piece)).collect();
            if let Some(at) = row.iter().position(|piece| matches!(piece, Piece::Hash)) {
                cells[at] = Cell::Bytes(event_hash(table, &cells)?.to_vec());
            }
            rows.push(cells);
        }
        Ok(rows)
    }

    pub(crate) fn text(&self, bits: &[Bit]) -> String {
        let mut text = String::new();
        for bit in bits {
            match bit {
                Bit::Same(same) => text.push_str(same),
                Bit::Id(id) => {
                    let named = TicketId::from_raw(self.id(*id)).to_string();
                    text.push_str(named.strip_prefix("tkt_").unwrap_or_default());
                }
                Bit::Word(place) => text.push_str(self.words.of(self.number(*place))),
                Bit::Order(place) => text.push_str(&self.order(*place)),
            }
        }
        text
    }

    fn cell(&self, piece: &Piece) -> Cell {
        let person = |place: &usize| &self.people[*place];
        match piece {
            Piece::Same(cell) => cell.clone(),
            Piece::Id(id) => Cell::Int(self.id(*id)),
            Piece::Time(at) => Cell::Int(at + self.shift.hours * HOUR),
            Piece::Due(at) => Cell::Int(at + self.shift.far),
            Piece::Target(span) => Cell::Int(span + self.shift.far - self.shift.hours * HOUR),
            Piece::Text(bits) => Cell::Text(self.text(bits)),
            Piece::Number(place) => Cell::Int(self.number(*place)),
            Piece::Code(place) => Cell::Text(self.code(*place).as_str().to_owned()),
            Piece::CodeKey(place) => Cell::Int(self.code(*place).key(self.keys)),
            Piece::PersonKey(place) => Cell::Bytes(person(place).key.clone()),
            Piece::PersonName(place) => Cell::Bytes(person(place).name.clone()),
            Piece::Lookup(place) => Cell::Bytes(person(place).lookup.clone()),
            Piece::Contact(place) => Cell::Bytes(person(place).contact.clone()),
            Piece::Hash => Cell::Null,
        }
    }
}
