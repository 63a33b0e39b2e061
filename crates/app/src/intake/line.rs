//! One line: the fields of a request, and by what its system knows it.

use touchstone_domain::ticket::Channel;

use crate::core::{App, AppError, Call};
use crate::keys::Purpose;
use crate::ticket::{Creation, Fields};

/// Characters of the name of a system, and of an id it gives.
pub const SOURCE: usize = 64;
pub const EXTERNAL_ID: usize = 200;

/// A line, read and checked.
#[derive(Debug, Clone)]
pub struct Line {
    /// Keyed hash of the system and its id.
    pub(super) key: [u8; 32],
    pub(super) creation: Creation,
}

/// Reads a line: `source`, `external_id`, and what `POST /tickets` takes. Everything wrong with it is told at once.
pub fn line_read(app: &App, call: &Call, mut fields: Fields) -> Result<Line, AppError> {
    let source = fields.required("source", SOURCE);
    let external = fields.required("external_id", EXTERNAL_ID);
    let told = fields.has("channel");
    let mut creation = Creation::read(app, call, fields)?;
    if !told {
        creation.channel = Channel::Api;
    }
    Ok(Line {
        key: app
            .keys
            .mac(Purpose::Intake, &[source.as_bytes(), external.as_bytes()]),
        creation,
    })
}
