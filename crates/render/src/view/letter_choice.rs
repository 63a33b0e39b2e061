//! Which letters a requester does without: the page below their request, and the one a letter's link opens.

use serde::Serialize;

use super::{Code, Problems, View};

/// `/track/{code}/letters`
#[derive(Clone, Debug, Serialize)]
pub struct OwnLettersView {
    pub code: String,
    /// A contact was shown to be theirs: they may choose for all of their requests.
    pub proven: bool,
    /// Everything about the request is stopped, replies included.
    pub stopped: bool,
    pub topics: Vec<LetterTopicLine>,
    /// `ticket` or `person`: locale key `choice-scope-<code>`.
    pub scope: Code,
    pub problems: Problems,
}

impl View for OwnLettersView {
    const TEMPLATE: &'static str = "public/track_letters.html";
}

/// A kind of letter that one can do without.
#[derive(Clone, Debug, Serialize)]
pub struct LetterTopicLine {
    /// Locale keys `letter-topic-<code>` and `letter-topic-hint-<code>`.
    pub topic: Code,
    pub wanted: bool,
}

/// `/letters/{token}`
#[derive(Clone, Debug, Serialize)]
pub struct LetterEndView {
    /// Of the link.
    pub token: String,
    pub topic: Code,
    pub number: i64,
    /// Tracking code of the request.
    pub code: String,
    pub off: bool,
}

impl View for LetterEndView {
    const TEMPLATE: &'static str = "public/letter_end.html";
}
