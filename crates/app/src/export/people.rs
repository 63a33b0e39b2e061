//! Requesters as a table, masked as every page shows them.

use touchstone_domain::access::Permission;
use touchstone_domain::export::{ExportedList, TableFormat};
use touchstone_domain::id::{Id, PersonId};
use touchstone_store::Lane;
use touchstone_store::person::person_after;

use super::ExportFile;
use super::list::{Begin, Pages, TakenList, Words, list_export};
use super::table::Cell;
use crate::core::{App, AppError, Call, Caller};
use crate::person::{MaskedPerson, person_reached, persons_masked};

/// People looked at for one page.
const STEP: u32 = 500;

/// The requesters that the caller reaches, as a file. Those who were erased are not in it. Whoever takes many away at once
/// holds the permission that taking their tickets away needs.
pub async fn people_export(app: &App, call: &Call, format: TableFormat) -> Result<ExportFile, AppError> {
    call.caller.actor.holds(Permission::PersonRead)?;
    call.caller.actor.holds(Permission::TicketExport)?;
    list_export(app, call, &People, format).await
}

struct People;

impl TakenList for People {
    const LIST: ExportedList = ExportedList::People;
    const COLUMNS: &'static [&'static str] = &[
        "export-column-id",
        "input-name",
        "input-email",
        "export-column-email_verified",
        "input-phone",
        "export-column-phone_verified",
        "input-language",
        "input-tier",
    ];
    type Record = MaskedPerson;
    type Next = PersonId;

    async fn page(&self, app: &App, caller: &Caller, from: Begin<Self>) -> Result<Pages<Self>, AppError> {
        let (handle, actor) = (app.clone(), caller.actor.clone());
        app.query(Lane::Slow, move |tx| {
            let ids = person_after(tx, from.unwrap_or(PersonId::from_raw(i64::MIN)), STEP)?;
            let next = ids.last().copied().filter(|_| ids.len() == STEP as usize);
            let mut reached = Vec::with_capacity(ids.len());
            for id in ids {
                if person_reached(tx, &actor, Permission::PersonRead, id)?
                    && person_reached(tx, &actor, Permission::TicketExport, id)?
                {
                    reached.push(id);
                }
            }
            let mut masked = persons_masked(tx, &handle, &reached)?;
            let people = reached.iter().filter_map(|id| masked.remove(id));
            Ok((people.filter(|person| !person.erased).collect(), next))
        })
        .await
    }

    fn row(&self, words: &Words<'_>, person: &MaskedPerson) -> Vec<Cell> {
        vec![
            Cell::Text(person.id.to_string()),
            Cell::text(person.name.clone()),
            Cell::text(person.email.clone()),
            words.yes(person.email_verified),
            Cell::text(person.phone.clone()),
            words.yes(person.phone_verified),
            words.code("language", person.language),
            words.code("tier", person.tier),
        ]
    }
}
