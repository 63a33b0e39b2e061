//! What several operations send: tickets, clocks, messages, ratings.

mod clock;
mod event;
mod hold;
mod message;
mod rating;
mod request;
mod ticket;
mod upload;

pub(crate) use clock::{Charged, Clock};
pub(crate) use event::HistoryEvent;
pub(crate) use hold::{Hold, NewHold};
pub(crate) use message::{Message, Said};
pub(crate) use rating::Rating;
pub(crate) use request::{RequesterBody, fields, fields_based_on};
pub(crate) use ticket::{Handover, NamedTeam, NamedUser, Ticket};
pub(crate) use upload::{UploadBody, Uploaded, upload};
