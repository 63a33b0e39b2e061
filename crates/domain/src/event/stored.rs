//! How what an event carries is stored, and read back.

use super::{EventBody, Passed, canonical_json};

impl EventBody {
    /// The version of the shapes. A change that old entries could not be read with gets a new kind instead.
    pub const VERSION: u8 = 1;

    /// The stored form: canonical JSON.
    pub fn canonical_json(&self) -> Result<String, serde_json::Error> {
        let mut value = serde_json::to_value(self)?;
        if let Some(fields) = value.as_object_mut() {
            fields.insert("v".to_owned(), Self::VERSION.into());
        }
        canonical_json(&value)
    }

    /// What it did to a ticket beside its own purpose, where it could.
    pub const fn passed(&self) -> Option<&Passed> {
        match self {
            Self::TicketReceived { passed, .. }
            | Self::TicketImported { passed, .. }
            | Self::TicketClassified { passed, .. }
            | Self::TicketAssigned { passed, .. }
            | Self::TicketAssignmentUndone { passed, .. }
            | Self::TicketStarted { passed, .. }
            | Self::TicketWaiting { passed, .. }
            | Self::TicketResumed { passed, .. }
            | Self::TicketResolved { passed, .. }
            | Self::TicketConfirmed { passed, .. }
            | Self::TicketObjected { passed, .. }
            | Self::TicketReopened { passed, .. }
            | Self::TicketArchived { passed, .. }
            | Self::TicketRestored { passed, .. }
            | Self::TicketMergedIn { passed, .. }
            | Self::TicketSplitFrom { passed, .. }
            | Self::TicketUpdated { passed, .. }
            | Self::MessageAdded { passed, .. }
            | Self::ClockExtended { passed, .. }
            | Self::TicketCorrected { passed, .. } => Some(passed),
            _ => None,
        }
    }

    /// Reads the stored form; fields this version does not know are passed over.
    pub fn from_json(json: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(json)
    }
}
