//! One service request: the words it is described in, the state that rules look at, and the functions through which
//! alone that state changes. Texts, persons and files are not part of it; nothing here stores or sends.

mod apply;
mod due;
mod ending;
mod facts;
mod handover;
mod likeness;
mod link;
mod routing;
mod split;
mod state;
mod work;

pub use apply::{
    Applied, EXTENSION_MAX, FollowUp, RuleError, ticket_allowed, ticket_apply, ticket_correct, ticket_extend,
    ticket_note_cause, ticket_rebind, ticket_receive, ticket_retarget,
};
pub use due::{Due, Happened, ticket_due};
pub use ending::{MergeError, TicketBefore, UNDO_WINDOW, merge_asks, merge_check, ticket_restore};
pub use facts::{FactChange, Facts};
pub use handover::{HANDOVER_STANDS, HandoverError, handover_giver, handover_team, ticket_handed_over};
pub use likeness::{Likeness, subject_probes, subjects_alike};
pub use link::{Relation, TicketLink};
pub use routing::{Route, route};
pub use split::{SPLIT_MESSAGES, split_begins, ticket_split_answered};
pub use state::TicketState;

codes! {
    /// What a request is, which decides the clocks and procedures it gets.
    #[derive(Default)]
    pub enum Kind ("kind") {
        #[default]
        General = "general",
        Complaint = "complaint",
        AfterSales = "after-sales",
        Feedback = "feedback",
        MajorFailure = "major-failure",
    }
}

codes! {
    /// How soon it must be handled: the column of the priority matrix.
    #[derive(Default)]
    pub enum Urgency ("urgency") {
        Low = "low",
        #[default]
        Normal = "normal",
        High = "high",
        Urgent = "urgent",
    }
}

codes! {
    /// How much it touches: the row of the priority matrix.
    #[derive(Default)]
    pub enum Impact ("impact") {
        OneItem = "one_item",
        OneOrder = "one_order",
        #[default]
        OnePerson = "one_person",
        Many = "many",
        Platform = "platform",
    }
}

codes! {
    /// A person's judgement of the matter, given with a reason.
    #[derive(Default)]
    pub enum Class ("class") {
        #[default]
        General = "general",
        Major = "major",
        Complex = "complex",
        Urgent = "urgent",
    }
}

codes! {
    /// What the requester was promised.
    #[derive(Default)]
    pub enum Tier ("tier") {
        #[default]
        General = "general",
        Enterprise = "enterprise",
        Premium = "premium",
    }
}

codes! {
    /// How the request reached us.
    #[derive(Default)]
    pub enum Channel ("channel") {
        #[default]
        Web = "web",
        Chat = "chat",
        App = "app",
        Phone = "phone",
        Social = "social",
        Wechat = "wechat",
        Counter = "counter",
        Sms = "sms",
        Email = "email",
        Api = "api",
    }
}

codes! {
    /// Why an archived request ended.
    pub enum CloseReason ("close reason") {
        Completed = "completed",
        Spam = "spam",
        Merged = "merged",
        Withdrawn = "withdrawn",
        Closed = "closed",
        NoAnswer = "no_answer",
    }
}

codes! {
    /// Who sees a message.
    pub enum Visibility ("visibility") {
        Public = "public",
        Internal = "internal",
    }
}

codes! {
    /// What becomes of a public reply that crosses another public message.
    pub enum Crossing ("crossing") {
        Send = "send",
        /// It is not sent, so that its writer can read the other first.
        Hold = "hold",
    }
}

codes! {
    /// Who wrote a message.
    pub enum AuthorKind ("author") {
        Requester = "requester",
        Agent = "agent",
        System = "system",
    }
}

codes! {
    /// How a message's body is written.
    #[derive(Default)]
    pub enum BodyFormat ("format") {
        #[default]
        Text = "text",
        Markdown = "markdown",
    }
}

codes! {
    /// Whom a waiting request waits for.
    pub enum WaitOn ("party to wait for") {
        Requester = "requester",
        ThirdParty = "third_party",
    }
}

codes! {
    /// What closed the loop: the requester's word, or silence for the time the standard allows.
    pub enum ConfirmedBy ("confirmation") {
        Requester = "requester",
        Silence = "silence",
    }
}
