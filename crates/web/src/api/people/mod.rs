//! Requesters, masked; in clear only for a reason that is written down.

mod erase;
mod export;
mod find;
mod hold;
mod read;
mod reveal;
mod reveals;
mod update;

use serde::Serialize;
use touchstone_app::person::MaskedPerson;
use touchstone_domain::id::{PersonId, UserId};
use touchstone_domain::language::Language;
use touchstone_domain::ticket::Tier;
use utoipa::ToSchema;

use super::answer::Record;
use super::schema;
use crate::route::Route;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::api_write::<find::__path_person_find, _, _>(find::person_find),
        Route::api_read::<export::__path_people_export, _, _>(export::people_export).carrying_files(),
        Route::api_read::<read::__path_person_read, _, _>(read::person_read),
        Route::api_update::<update::__path_person_update, _, _>(update::person_update),
        Route::api_write::<reveal::__path_person_reveal, _, _>(reveal::person_reveal),
        Route::api_write::<erase::__path_person_erase, _, _>(erase::person_erase),
        Route::api_read::<hold::__path_person_holds, _, _>(hold::person_holds),
        Route::api_write::<hold::__path_person_hold, _, _>(hold::person_hold),
        Route::api_write::<hold::__path_person_hold_lift, _, _>(hold::person_hold_lift),
        Route::api_read::<reveals::__path_reveal_list, _, _>(reveals::reveal_list),
    ]
}

/// Somebody of the desk who looks after a requester.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Adviser {
    #[schema(value_type = schema::UserId)]
    id: UserId,
    name: String,
}

/// A requester without anything that identifies them: enough to recognise, too little to misuse.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Person {
    #[schema(value_type = schema::PersonId)]
    id: PersonId,
    /// Masked.
    name: Option<String>,
    /// Masked.
    email: Option<String>,
    email_verified: bool,
    /// Masked.
    phone: Option<String>,
    phone_verified: bool,
    #[schema(value_type = schema::Language)]
    language: Language,
    #[schema(value_type = schema::Tier)]
    tier: Tier,
    /// Who of the desk looks after them.
    adviser: Option<Adviser>,
    version: i64,
    /// Nothing that identifies them is left.
    erased: bool,
}

impl From<MaskedPerson> for Person {
    fn from(person: MaskedPerson) -> Self {
        Self {
            id: person.id,
            name: person.name,
            email: person.email,
            email_verified: person.email_verified,
            phone: person.phone,
            phone_verified: person.phone_verified,
            language: person.language,
            tier: person.tier,
            adviser: person.adviser.map(|adviser| Adviser {
                id: adviser.id,
                name: adviser.name,
            }),
            version: person.version,
            erased: person.erased,
        }
    }
}

impl Person {
    fn record(person: MaskedPerson) -> Record<Self> {
        Record {
            version: person.version,
            body: person.into(),
        }
    }
}
