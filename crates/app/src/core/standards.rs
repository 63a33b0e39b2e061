//! The standards tickets are judged by. A version never changes once in force, so a parsed one is kept for good.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::RwLock;
use touchstone_domain::id::StandardId;
use touchstone_domain::standard::Standard;
use touchstone_domain::time::Timestamp;
use touchstone_store::Tx;
use touchstone_store::standard::{standard_by_id, standard_in_force};

use super::AppError;

/// Parsed versions by id, and the one in force now.
#[derive(Default)]
pub struct Standards {
    parsed: RwLock<HashMap<StandardId, Arc<Standard>>>,
}

impl Standards {
    /// The version a ticket is judged by, for ever.
    pub fn get(&self, tx: &mut Tx<'_>, id: StandardId) -> Result<Arc<Standard>, AppError> {
        if let Some(standard) = self.parsed.read().get(&id) {
            return Ok(Arc::clone(standard));
        }
        let row = standard_by_id(tx, id)?
            .ok_or_else(|| AppError::Internal(format!("standard {id} is referenced but missing")))?;
        self.parse(id, &row.pack)
    }

    /// The version in force at `at`.
    pub fn in_force(&self, tx: &mut Tx<'_>, at: Timestamp) -> Result<(StandardId, Arc<Standard>), AppError> {
        let row = standard_in_force(tx, at)?
            .ok_or_else(|| AppError::Internal("no standard is in force".to_owned()))?;
        if let Some(standard) = self.parsed.read().get(&row.id) {
            return Ok((row.id, Arc::clone(standard)));
        }
        Ok((row.id, self.parse(row.id, &row.pack)?))
    }

    fn parse(&self, id: StandardId, pack: &str) -> Result<Arc<Standard>, AppError> {
        let standard = Standard::parse(pack)
            .map_err(|error| AppError::Internal(format!("stored standard {id} does not parse: {error}")))?;
        let standard = Arc::new(standard);
        self.parsed.write().insert(id, Arc::clone(&standard));
        Ok(standard)
    }
}
