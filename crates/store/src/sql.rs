//! Statements: constant text, registered, so that tests prepare every one of them on both engines.
//!
//! Text is written in the common subset with `?1` parameters; docs/sql.md has the rules. Nothing builds SQL at run time.

use std::fmt;

/// One registered statement.
pub struct Sql {
    pub name: &'static str,
    pub module: &'static str,
    pub sqlite: Option<&'static str>,
    pub postgres: Option<&'static str>,
    /// A list: must be answered by walking an index, in its order.
    pub list: bool,
}

impl fmt::Debug for Sql {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}::{}", self.module, self.name)
    }
}

/// An entry of the registry.
#[doc(hidden)]
pub struct Registered(pub &'static Sql);

inventory::collect!(Registered);

/// Every registered statement of the program, in a stable order.
pub fn registered() -> Vec<&'static Sql> {
    let mut all: Vec<_> = inventory::iter::<Registered>
        .into_iter()
        .map(|entry| entry.0)
        .collect();
    all.sort_by_key(|sql| (sql.module, sql.name));
    all
}

/// `?1` becomes `$1`; text between single quotes is left alone.
pub(crate) fn dollar_parameters(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        quoted ^= c == '\'';
        let parameter = c == '?' && !quoted && chars.peek().is_some_and(char::is_ascii_digit);
        out.push(if parameter { '$' } else { c });
    }
    out
}

/// Declares and registers a statement.
///
/// ```ignore
/// sql!(pub TEAM_BY_ID = "SELECT id, name FROM team WHERE id = ?1");
/// sql!(TIMER_DUE = sqlite "SELECT …", postgres "SELECT … FOR UPDATE SKIP LOCKED");
/// ```
#[macro_export]
macro_rules! sql {
    ($(#[$m:meta])* $vis:vis $name:ident = sqlite $sqlite:expr, postgres $postgres:expr $(,)?) => {
        $crate::__statement!($(#[$m])* $vis $name, Some($sqlite), Some($postgres), false);
    };
    ($(#[$m:meta])* $vis:vis $name:ident = sqlite $sqlite:expr $(,)?) => {
        $crate::__statement!($(#[$m])* $vis $name, Some($sqlite), None, false);
    };
    ($(#[$m:meta])* $vis:vis $name:ident = postgres $postgres:expr $(,)?) => {
        $crate::__statement!($(#[$m])* $vis $name, None, Some($postgres), false);
    };
    ($(#[$m:meta])* $vis:vis $name:ident = $text:expr $(,)?) => {
        $crate::__statement!($(#[$m])* $vis $name, Some($text), Some($text), false);
    };
}

/// A list: like [`sql!`], and the plan test demands that an index is walked, in its order, on both engines.
#[macro_export]
macro_rules! sql_list {
    ($(#[$m:meta])* $vis:vis $name:ident = sqlite $sqlite:expr, postgres $postgres:expr $(,)?) => {
        $crate::__statement!($(#[$m])* $vis $name, Some($sqlite), Some($postgres), true);
    };
    ($(#[$m:meta])* $vis:vis $name:ident = $text:expr $(,)?) => {
        $crate::__statement!($(#[$m])* $vis $name, Some($text), Some($text), true);
    };
}

/// A read that holds its rows until the transaction ends: `FOR UPDATE` on PostgreSQL, nothing on SQLite, whose only
/// writer holds everything.
#[macro_export]
macro_rules! sql_lock {
    ($(#[$m:meta])* $vis:vis $name:ident = $text:expr $(,)?) => {
        $crate::__statement!($(#[$m])* $vis $name, Some($text), Some(concat!($text, " FOR UPDATE")), false);
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __statement {
    ($(#[$m:meta])* $vis:vis $name:ident, $sqlite:expr, $postgres:expr, $list:expr) => {
        $(#[$m])*
        $vis static $name: $crate::Sql = $crate::Sql {
            name: stringify!($name),
            module: module_path!(),
            sqlite: $sqlite,
            postgres: $postgres,
            list: $list,
        };
        $crate::inventory::submit! { $crate::sql::Registered(&$name) }
    };
}

#[cfg(test)]
mod tests {
    use super::dollar_parameters;

    #[test]
    fn parameters_outside_quotes_are_renamed() {
        assert_eq!(
            dollar_parameters("a = ?1 AND b = '?2' AND c = ?12"),
            "a = $1 AND b = '?2' AND c = $12"
        );
        assert_eq!(dollar_parameters("'it''s ?1' || ?1"), "'it''s ?1' || $1");
    }
}
