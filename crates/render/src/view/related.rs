//! What a ticket has to do with others, beside its conversation.

use serde::Serialize;

use super::{Code, DuplicatesCard, Problems};

/// The panel of a ticket page.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RelatedCard {
    pub lines: Vec<RelatedLine>,
    pub may_link: bool,
    /// Requests that may be the same and are not linked yet.
    pub duplicates: DuplicatesCard,
    pub form: LinkForm,
}

/// Another ticket and how it stands to this one.
#[derive(Clone, Debug, Serialize)]
pub struct RelatedLine {
    pub relation: Code,
    pub id: String,
    pub number: i64,
    pub href: String,
    pub subject: String,
    pub stage: Code,
    /// It is another person's.
    pub other_requester: bool,
    /// A note that can be taken back; a merge or a continuation cannot here.
    pub removable: bool,
}

/// A link to be noted, with what was typed before an error.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LinkForm {
    pub open: bool,
    pub kind: String,
    pub to: String,
    pub problems: Problems,
}
