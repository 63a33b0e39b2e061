//! Calendars of working time, a row for each version. Rows never change but in how far a version has been carried to
//! clocks that ran already; what a document means is `touchstone_domain::calendar`'s business.

use touchstone_domain::calendar::Carry;
use touchstone_domain::id::{CalendarId, Id, TicketId, UserId};
use touchstone_domain::time::Timestamp;

use crate::{Locked, StoreError, Tx, record, sql, sql_list, sql_lock};

record! {
    /// One version of a calendar.
    #[derive(PartialEq)]
    pub struct CalendarRow {
        pub id: CalendarId,
        /// By which standards name the calendar.
        pub code: String,
        /// 1, 2, … of this calendar.
        pub number: u32,
        pub name: String,
        /// JSON.
        pub document: String,
        /// Why it was made.
        pub note: String,
        /// None for what the product comes with.
        pub author: Option<UserId>,
        pub effective_from: Timestamp,
        /// Whether it is for clocks that run already as well.
        pub carry: Carry,
        /// How many tickets it was carried to.
        pub reached: i64,
        pub created_at: Timestamp,
    }
}

macro_rules! columns {
    () => {
        "id, code, number, name, document, note, author, effective_from, carry, reached, created_at"
    };
}

sql!(CALENDARS = concat!("SELECT ", columns!(), " FROM calendar ORDER BY code, number"));
sql!(CALENDAR_NEWEST = "SELECT id FROM calendar ORDER BY id DESC LIMIT 1");
sql!(CALENDAR_BY_ID = concat!("SELECT ", columns!(), " FROM calendar WHERE id = ?1"));
sql_lock!(CALENDAR_LOCK = concat!("SELECT ", columns!(), " FROM calendar WHERE id = ?1"));
sql_list!(
    CALENDAR_OF_CODE = concat!(
        "SELECT ",
        columns!(),
        " FROM calendar WHERE code = ?1 ORDER BY number DESC"
    )
);
sql!(
    CALENDAR_UNCARRIED = concat!(
        "SELECT ",
        columns!(),
        " FROM calendar WHERE carry = 'under_way' ORDER BY id LIMIT 1"
    )
);
sql!(
    CALENDAR_INSERT = concat!(
        "INSERT INTO calendar (",
        columns!(),
        ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
     ON CONFLICT DO NOTHING"
    )
);
sql!(CALENDAR_CARRY = "UPDATE calendar SET carry = ?2, reached = ?3 WHERE id = ?1");
sql_list!(
    CALENDAR_TICKETS = "SELECT DISTINCT ticket FROM clock
     WHERE calendar = ?1 AND ticket > ?2 AND calendar IS NOT NULL AND (state = 'running' OR state = 'paused')
     ORDER BY ticket LIMIT ?3"
);

/// Every version there is, by calendar.
pub fn calendars(tx: &mut Tx<'_>) -> Result<Vec<CalendarRow>, StoreError> {
    tx.query(&CALENDARS, &[], CalendarRow::from_row)
}

/// The version made last: a process that knows it knows all.
pub fn calendar_newest(tx: &mut Tx<'_>) -> Result<Option<CalendarId>, StoreError> {
    tx.query_one(&CALENDAR_NEWEST, &[], |row| row.get("id"))
}

pub fn calendar_by_id(tx: &mut Tx<'_>, id: CalendarId) -> Result<Option<CalendarRow>, StoreError> {
    tx.query_one(&CALENDAR_BY_ID, &[&id], CalendarRow::from_row)
}

/// The versions of one calendar, the latest first.
pub fn calendar_of_code(tx: &mut Tx<'_>, code: &str) -> Result<Vec<CalendarRow>, StoreError> {
    tx.query(&CALENDAR_OF_CODE, &[&code], CalendarRow::from_row)
}

/// A version that has not reached all running clocks yet, the oldest first.
pub fn calendar_uncarried(tx: &mut Tx<'_>) -> Result<Option<CalendarRow>, StoreError> {
    tx.query_one(&CALENDAR_UNCARRIED, &[], CalendarRow::from_row)
}

/// Holds a version to carry it on.
pub fn calendar_lock(tx: &mut Tx<'_>, id: CalendarId) -> Result<Option<Locked<CalendarRow>>, StoreError> {
    let row = tx.query_one(&CALENDAR_LOCK, &[&id], CalendarRow::from_row)?;
    Ok(row.map(Locked::new))
}

/// Adds a version; false when there is one of this id, or of this number.
pub fn calendar_insert(tx: &mut Tx<'_>, row: &CalendarRow) -> Result<bool, StoreError> {
    let added = tx.execute(
        &CALENDAR_INSERT,
        &[
            &row.id,
            &row.code,
            &row.number,
            &row.name,
            &row.document,
            &row.note,
            &row.author,
            &row.effective_from,
            &row.carry,
            &row.reached,
            &row.created_at,
        ],
    )?;
    Ok(added == 1)
}

/// Keeps how far a version was carried.
pub fn calendar_carry(tx: &mut Tx<'_>, row: &Locked<CalendarRow>) -> Result<(), StoreError> {
    tx.execute(&CALENDAR_CARRY, &[&row.id, &row.carry, &row.reached])?;
    Ok(())
}

/// Tickets with live clocks that count by a version, behind one of them, in the order of their ids.
pub fn calendar_tickets(
    tx: &mut Tx<'_>,
    version: CalendarId,
    after: Option<TicketId>,
    limit: u32,
) -> Result<Vec<TicketId>, StoreError> {
    let after = after.map_or(i64::MIN, Id::raw);
    tx.query(&CALENDAR_TICKETS, &[&version, &after, &limit], |row| {
        row.get("ticket")
    })
}
