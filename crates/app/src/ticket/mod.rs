//! Service requests, from receipt to archive: receiving, judging, assigning, answering, solving, confirming, rating; and
//! reading them alone, in lists, in queues and by tracking code.
//!
//! Entry functions take the app and a call; each has a command behind it (`ticket_…`, over [`crate::core::Cx`]) for those
//! who bring their own transaction. What a move means is `touchstone_domain`'s; what time does is `clockwork`'s; who is
//! told what is `reactions`'.

mod act;
mod act_input;
mod action;
mod assign;
mod classify;
mod clocks;
mod conversation;
mod cursor;
mod draft;
mod duplicate;
mod fields;
mod file;
mod filter;
mod handover;
mod held;
mod history;
mod input;
mod link;
mod list;
mod media;
mod mention;
mod merge;
mod message;
mod queue;
mod rating;
mod read;
mod receive;
mod refused;
mod requester;
mod routing;
mod split;
mod track;
mod tracking;
mod view;
mod workplace;

pub use act::{act, patch, ticket_act, ticket_patch};
pub use act_input::{Act, Judgement};
pub use action::DeskAction;
pub use assign::Whom;
pub use clocks::{ClockCalendar, ExplainedClock, clocks};
pub use draft::{ReplyDraft, draft, draft_save};
pub use duplicate::{DUPLICATES_WITHIN, Duplicates, PossibleDuplicate, duplicates, duplicates_before};
pub use fields::Fields;
pub use file::{Download, Uploaded, file_fetch, file_open, upload, uploads_waiting};
pub use filter::{Assignee, ListQuery, OfTeam, Sort, TicketFilter};
pub use handover::{
    Handover, OfferedTicket, Offers, handover_accept, handover_decline, handover_step, handovers,
};
pub use history::{History, HistoryActor, HistoryEntry, history};
pub(crate) use history::{given_to, history_entries};
pub use input::{Creation, MessageDraft, Patch, RatingDraft, Request, RequesterChoice, Submission};
pub use link::{LinkedTicket, link_add, link_remove, links};
pub(crate) use list::ticket_count;
pub use list::{TicketPage, list};
pub use mention::{Mention, UNREAD_SHOWN, mentionable, mentions, mentions_read, mentions_unread};
pub use merge::{TicketRef, endings_prune};
pub use message::{Said, reply, reply_uncrossed, ticket_reply, ticket_write, write};
pub(crate) use queue::open_count;
pub use queue::{Queue, queues, queues_rebuild};
pub use rating::{RATING_CHANGEABLE, Rating, rate, rating, ticket_rate};
pub use read::{Author, MergedFrom, Message, MessageFile, Messages, Stretch, find_number, messages, read};
pub(crate) use receive::ticket_make;
pub use receive::{NUMBERS, Receipt, create, submit, ticket_create, ticket_submit};
pub use requester::{confirm, object, ticket_confirm, ticket_object};
pub use split::{SplitDraft, SplitPart};
pub use track::{
    Track, TrackContent, TrackEvent, TrackMerged, TrackStep, track, track_begin, track_code_check,
    track_code_send, track_ticket,
};
pub use tracking::{NotATrackingCode, TrackingCode};
pub use view::{Charged, Named, Ticket, TicketClock};
pub use workplace::{Shown, Side, Workplace, workplace};

pub(crate) use act::note as reason_note;
pub(crate) use classify::changed as facts_changed;
pub(crate) use conversation::messages_alone;
pub(crate) use cursor::Cursor;
pub(crate) use draft::drafts_prune;
pub(crate) use file::{blob_refused, file_sweep};
pub(crate) use held::{Held, TICKET_TIMER, ticket_add};
pub(crate) use list::{ticket_ids, ticket_scan};
pub(crate) use queue::{queue_leave, team_open};
pub(crate) use read::visible;
pub(crate) use refused::category as category_of;
pub(crate) use view::{Names, tickets_compose};
