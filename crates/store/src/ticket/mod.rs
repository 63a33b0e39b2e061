//! Service requests: the facts of each, its erasable texts, its tags, and the walks that lists are made of.
//!
//! It keeps what it is given. Which change is allowed, which clock runs and who may see what is decided above.

/// The columns of [`TicketRow`], in the order of its fields.
macro_rules! columns {
    () => {
        "id, number, requester, language, claimed_urgency, claimed_impact, standard, follows, channel, kind,
         category, urgency, impact, class, tier, priority, tags, stage, status, stage_since, owner,
         assignee, team, created_at, accepted_at, assessed_at, started_at, first_reply_at, replies,
         unanswered_since, resolved_at, confirmed_at, confirmed_by, archived_at, close_reason,
         merged_into, objections, reopened, held_requester, held_third_party, wait_until, reminders,
         reminded_at, escalated_at, due_at, work_order, public_version, version, updated_at, rests"
    };
}

mod list;
mod matching;
mod places;
mod record;
mod save;
mod text;

pub use list::{Lead, Order, Position, ticket_due_instants, ticket_walk, ticket_walkable};
pub use matching::{Matching, MatchingStep, ticket_matching, ticket_number_last, ticket_ordered};
pub use places::{TicketPlaces, ticket_places};
pub use record::{TicketRow, ticket_by_id, ticket_by_number, ticket_follower, ticket_lock, ticket_of};
pub use save::{ticket_insert, ticket_rebind, ticket_save};
pub use text::{
    TicketText, ticket_by_tracking_key, ticket_text_by_id, ticket_text_insert, ticket_text_of,
    ticket_text_save,
};
