//! Rows as structs, and rows that are held under a lock.

use std::ops::{Deref, DerefMut};

/// A struct whose fields are columns of the same name, with `from_row`. It is `Debug` and `Clone`; further attributes
/// may be given.
///
/// ```ignore
/// record! {
///     /// A team as the database holds it.
///     pub struct TeamRow { pub id: TeamId, pub name: String, pub archived_at: Option<Timestamp> }
/// }
/// tx.query(&TEAM_LIST, &[], TeamRow::from_row)
/// ```
#[macro_export]
macro_rules! record {
    ($(#[$meta:meta])* $vis:vis struct $name:ident {
        $($(#[$field_meta:meta])* $field_vis:vis $field:ident : $type:ty),* $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone)]
        $vis struct $name { $($(#[$field_meta])* $field_vis $field: $type),* }

        impl $name {
            /// Reads the struct from the columns that bear its fields' names.
            $vis fn from_row(row: &$crate::Row<'_>) -> Result<Self, $crate::StoreError> {
                Ok(Self { $($field: row.get(stringify!($field))?),* })
            }
        }
    };
}

/// A thing read `FOR UPDATE` in this transaction. Only `…_lock` functions of this crate make one and only `…_save`
/// functions take one, so nobody saves what they did not hold (SQLite has one writer: holding is free there).
#[derive(Debug)]
pub struct Locked<T>(T);

impl<T> Locked<T> {
    pub(crate) fn new(held: T) -> Self {
        Self(held)
    }

    /// Gives the thing up; it can no longer be saved.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> Deref for Locked<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for Locked<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}
