//! The way out for mail: named by the configuration and then fixed, or set in the browser and then exchanged while the
//! process runs.

use std::sync::Arc;

use parking_lot::RwLock;
use touchstone_channels::Mailer;

/// What the operator has decided outside the product, so that it cannot be changed in the browser.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Fixed {
    /// The mail server, or that there is none.
    pub mail: bool,
    /// The zone times are shown in.
    pub zone: bool,
}

/// The mailer of a process, if there is one.
pub struct Outgoing {
    fixed: bool,
    current: RwLock<Option<Arc<Mailer>>>,
}

impl Outgoing {
    /// As configured.
    pub fn new(configured: Option<Arc<Mailer>>, fixed: bool) -> Self {
        Self {
            fixed: fixed || configured.is_some(),
            current: RwLock::new(configured),
        }
    }

    /// Whether nothing set in the browser counts.
    pub fn is_fixed(&self) -> bool {
        self.fixed
    }

    /// Whether mail can be sent.
    pub fn is_there(&self) -> bool {
        self.current.read().is_some()
    }

    pub fn mailer(&self) -> Option<Arc<Mailer>> {
        self.current.read().clone()
    }

    /// Takes what was set in the browser; what is fixed stays. Messages under way end on the mailer they began with.
    pub(crate) fn exchange(&self, chosen: Option<Arc<Mailer>>) {
        if !self.fixed {
            *self.current.write() = chosen;
        }
    }
}
