//! What every template function needs to know: in which language, and when.
//!
//! Taken from the frame once per page and kept in the render state, because macros do not see the page's variables.

use minijinja::{Error, ErrorKind, State};
use touchstone_domain::language::Language;
use touchstone_domain::time::Timestamp;

#[derive(Clone, Copy)]
pub(crate) struct Ambient {
    pub language: Language,
    pub now: Timestamp,
}

pub(crate) fn ambient(state: &mut State<'_, '_>) -> Result<Ambient, Error> {
    if let Some(known) = state.get_extension::<Ambient>() {
        return Ok(*known);
    }
    let missing = || Error::new(ErrorKind::UndefinedError, "the page has no frame");
    let frame = state.lookup("frame").ok_or_else(missing)?;
    let language = frame
        .get_attr("language")?
        .as_str()
        .and_then(|code| code.parse().ok())
        .ok_or_else(missing)?;
    let now = frame
        .get_attr("now")?
        .as_str()
        .and_then(|text| text.parse().ok())
        .ok_or_else(missing)?;
    Ok(*state.get_or_insert_extension(Ambient { language, now }))
}
