//! Samples of other systems that are told of events.

use super::AT;
use crate::event::EventBody as E;
use crate::id::Id;
use crate::webhook::WebhookStop;

pub(super) fn samples() -> Vec<E> {
    let webhook = Id::from_raw(12);
    vec![
        E::WebhookCreated { webhook },
        E::WebhookUpdated { webhook },
        E::WebhookRotated { webhook },
        E::WebhookStopped {
            webhook,
            stop: WebhookStop::Failing,
        },
        E::WebhookResumed {
            webhook,
            skipped: true,
        },
        E::WebhookRemoved { webhook },
        E::WebhookTested {
            webhook,
            taken: false,
        },
        E::WebhookResent {
            webhook,
            deliveries: 3,
        },
        E::WebhookReplayed { webhook, from: AT },
        E::WebhookReplayCancelled { webhook },
    ]
}
