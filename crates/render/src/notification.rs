//! What is written to requesters and staff: one variant per occasion, subject and text in each language.
//!
//! No notification carries what a requester wrote: an address may be an unproven claim, and a stranger must never be sent
//! somebody's words through us. The link leads to the tracking page, which asks for proof before it shows any. What an
//! agent wrote goes along only to whom wrote to us by mail, back to the address they wrote from.

use fluent_bundle::{FluentArgs, FluentValue};
use serde::{Deserialize, Serialize};
use touchstone_domain::language::Language;
use touchstone_domain::letter_template::LetterWords;
use touchstone_domain::ticket::BodyFormat;
use touchstone_domain::time::{Span, Timestamp};

use crate::RenderError;
use crate::format;
use crate::function::Kit;
use crate::letter::{Below, built_in_html, letter_write, page};

/// An occasion with what its text needs. Stored and queued in this form (tag `template`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "template", rename_all = "snake_case")]
pub enum Notification {
    /// A request was received.
    Receipt {
        number: i64,
        tracking_code: String,
        link: String,
        first_response_due: Timestamp,
    },
    /// Proof of ownership; the code is secret.
    OneTimeCode {
        number: i64,
        code: String,
        valid_for: Span,
    },
    /// Somebody works on it now.
    TakenUp { number: i64, link: String },
    /// What was promised takes longer, until the time given.
    MoreTime {
        number: i64,
        link: String,
        due: Timestamp,
    },
    /// An agent wrote a public message.
    AgentReplied { number: i64, link: String },
    /// The same, to somebody who wrote by mail: in the agent's words.
    AgentAnswered {
        number: i64,
        link: String,
        /// Of the request.
        subject: String,
        /// What the agent wrote.
        said: String,
        #[serde(default)]
        format: BodyFormat,
    },
    /// Work stands still until the requester answers.
    WaitingForYou {
        number: i64,
        link: String,
        gives_up_at: Timestamp,
    },
    /// Still no answer.
    ReminderWaiting {
        number: i64,
        link: String,
        gives_up_at: Timestamp,
    },
    /// Solved as we see it; silence confirms at the time given.
    ResolvedPleaseConfirm {
        number: i64,
        link: String,
        silence_confirms_at: Timestamp,
    },
    /// The same, to somebody who wrote by mail: with the solution.
    SolutionAnswered {
        number: i64,
        link: String,
        /// Of the request.
        subject: String,
        /// What the agent wrote.
        said: String,
        #[serde(default)]
        format: BodyFormat,
        silence_confirms_at: Timestamp,
    },
    /// Nobody objected in time.
    ConfirmedBySilence {
        number: i64,
        link: String,
        reopen_until: Timestamp,
    },
    /// Given up after waiting too long for the requester.
    ClosedNoAnswer { number: i64, link: String },
    /// Ended otherwise: withdrawn, merged, closed by an agent (locale key `close-<reason>`).
    Closed {
        number: i64,
        link: String,
        reason: String,
    },
    /// Confirmed and past the reopen window.
    Archived { number: i64, link: String },
    /// Taken up again.
    Reopened { number: i64, link: String },
    /// A message on an archived request made a new one.
    FollowUp {
        number: i64,
        former: i64,
        tracking_code: String,
        link: String,
    },
    /// Please rate.
    RatingInvitation { number: i64, link: String },
    /// To a member of staff: an account was made; the link is secret and sets its password.
    Invitation { link: String, until: Timestamp },
    /// To a member of staff: the link is secret and sets another password.
    PasswordReset { link: String, valid_for: Span },
    /// To a member of staff: a system that they had told of events is told no more, because it took nothing.
    WebhookStopped { link: String },
    /// To a member of staff: what they were told of and have not read.
    StaffNews {
        lines: Vec<NewsLine>,
        /// So many beside these.
        more: u32,
        link: String,
        /// Where they choose what they are written about.
        choices: String,
    },
}

/// What a member of staff was told of, as a mail says it: never who asked or what was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewsLine {
    /// Locale key `told-<kind>`.
    pub kind: String,
    /// Of the ticket.
    pub number: Option<i64>,
    /// Locale key `metric-<code>`.
    pub metric: Option<String>,
    pub at: Timestamp,
}

/// What stands in a letter beside what its kind says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LetterRest<'a> {
    /// The link to have no more of its kind sent.
    pub end: Option<&'a str>,
    /// Name and bytes of files that are too large to go along.
    pub left: &'a [(String, u64)],
    /// Where those are found.
    pub found: &'a str,
}

/// A notification in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotificationText {
    pub subject: String,
    pub text: String,
    /// The same as a page.
    pub html: String,
    /// It has the operator's words.
    pub own: bool,
}

impl Notification {
    /// All template codes, in the order of the variants.
    pub const TEMPLATES: &'static [&'static str] = &[
        "receipt",
        "one_time_code",
        "taken_up",
        "more_time",
        "agent_replied",
        "agent_answered",
        "waiting_for_you",
        "reminder_waiting",
        "resolved_please_confirm",
        "solution_answered",
        "confirmed_by_silence",
        "closed_no_answer",
        "closed",
        "archived",
        "reopened",
        "follow_up",
        "rating_invitation",
        "invitation",
        "password_reset",
        "webhook_stopped",
        "staff_news",
    ];

    /// Whether a person's words are in it; everything else is a machine's.
    pub fn is_personal(&self) -> bool {
        self.own_words_at().is_some()
    }

    /// Where the request of a letter in an agent's own words is found; none of a letter that says nothing of what was written.
    pub fn own_words_at(&self) -> Option<&str> {
        match self {
            Self::AgentAnswered { link, .. } | Self::SolutionAnswered { link, .. } => Some(link),
            _ => None,
        }
    }

    /// One letter with what it says and what the next one says, where those are answers in an agent's own words; else what it says
    /// itself leads to all of it.
    #[must_use]
    pub fn followed_by(mut self, next: Self) -> Self {
        if let Self::AgentAnswered { said, format, .. } = &mut self
            && let Self::AgentAnswered {
                said: more,
                format: other,
                ..
            } = &next
        {
            *said = format!("{said}\n\n* * *\n\n{more}");
            // Marks that one of them did not mean stay as they were typed.
            if format != other {
                *format = BodyFormat::Text;
            }
        }
        self
    }

    /// The code the locale keys are made of.
    pub fn template(&self) -> &'static str {
        match self {
            Self::Receipt { .. } => "receipt",
            Self::OneTimeCode { .. } => "one_time_code",
            Self::TakenUp { .. } => "taken_up",
            Self::MoreTime { .. } => "more_time",
            Self::AgentReplied { .. } => "agent_replied",
            Self::AgentAnswered { .. } => "agent_answered",
            Self::WaitingForYou { .. } => "waiting_for_you",
            Self::ReminderWaiting { .. } => "reminder_waiting",
            Self::ResolvedPleaseConfirm { .. } => "resolved_please_confirm",
            Self::SolutionAnswered { .. } => "solution_answered",
            Self::ConfirmedBySilence { .. } => "confirmed_by_silence",
            Self::ClosedNoAnswer { .. } => "closed_no_answer",
            Self::Closed { .. } => "closed",
            Self::Archived { .. } => "archived",
            Self::Reopened { .. } => "reopened",
            Self::FollowUp { .. } => "follow_up",
            Self::RatingInvitation { .. } => "rating_invitation",
            Self::Invitation { .. } => "invitation",
            Self::PasswordReset { .. } => "password_reset",
            Self::WebhookStopped { .. } => "webhook_stopped",
            Self::StaffNews { .. } => "staff_news",
        }
    }
}

/// Words a notification, in an operator's words where those can be used; a key or argument that is missing is an error, since half a
/// letter is worse than a late one.
pub(crate) fn write(
    kit: &Kit,
    language: Language,
    what: &Notification,
    own: Option<&LetterWords>,
    rest: &LetterRest<'_>,
) -> Result<NotificationText, RenderError> {
    let args = arguments(kit, language, what);
    let mut sender = FluentArgs::new();
    sender.set("brand", kit.brand(language));
    let footer = match what {
        Notification::StaffNews { .. } => "notification-footer-staff",
        _ if what.is_personal() => "notification-footer-personal",
        _ => "notification-footer",
    };
    let mut footer = required(kit, language, footer, &sender)?;
    if let Some(link) = rest.end {
        sender.set("link", link.to_owned());
        let line = required(kit, language, "notification-footer-end", &sender)?;
        footer = format!("{footer}\n{line}");
    }
    let below = Below {
        left: files_left(kit, language, rest)?,
        footer,
    };
    let in_own_words = own.and_then(|words| letter_write(kit, language, (what, words), &args, &below));
    if let Some(letter) = in_own_words {
        return Ok(letter);
    }
    let LetterWords { subject, text } = words(kit, language, what.template(), &args)?;
    Ok(NotificationText {
        subject,
        html: page(language, built_in_html(kit, language, what, &text)?, &below),
        text: below.under(&text),
        own: false,
    })
}

/// The built-in words of a kind of letter.
pub(crate) fn words(
    kit: &Kit,
    language: Language,
    template: &str,
    args: &FluentArgs<'_>,
) -> Result<LetterWords, RenderError> {
    Ok(LetterWords {
        subject: required(kit, language, &format!("notification-{template}-subject"), args)?,
        text: required(kit, language, &format!("notification-{template}-text"), args)?,
    })
}

fn files_left(kit: &Kit, language: Language, rest: &LetterRest<'_>) -> Result<Option<String>, RenderError> {
    if rest.left.is_empty() {
        return Ok(None);
    }
    let line = |(name, bytes): &(String, u64)| format!("{name} ({})", format::size(*bytes));
    let lines: Vec<String> = rest.left.iter().map(line).collect();
    let mut args = FluentArgs::new();
    args.set("files", lines.join("\n"));
    args.set("link", rest.found.to_owned());
    required(kit, language, "notification-files-left", &args).map(Some)
}

fn required(kit: &Kit, language: Language, key: &str, args: &FluentArgs<'_>) -> Result<String, RenderError> {
    let missing = || RenderError::MissingText {
        key: key.to_owned(),
        language: language.as_str(),
    };
    let (text, complete) = kit
        .translator
        .checked(language, key, Some(args))
        .ok_or_else(missing)?;
    if complete { Ok(text) } else { Err(missing()) }
}

pub(crate) fn arguments(kit: &Kit, language: Language, what: &Notification) -> FluentArgs<'static> {
    let mut args = FluentArgs::new();
    let mut set = |name: &'static str, value: String| args.set(name, FluentValue::from(value));
    let time = |at: &Timestamp| format::minute(language, &kit.zone(), *at);
    match what {
        Notification::Receipt {
            number,
            tracking_code,
            link,
            first_response_due,
        } => {
            set("number", number.to_string());
            set("tracking_code", tracking_code.clone());
            set("link", link.clone());
            set("due", time(first_response_due));
        }
        Notification::OneTimeCode {
            number,
            code,
            valid_for,
        } => {
            set("number", number.to_string());
            set("code", code.clone());
            set("valid_for", format::long(&kit.translator, language, *valid_for));
        }
        Notification::WaitingForYou {
            number,
            link,
            gives_up_at: until,
        }
        | Notification::ReminderWaiting {
            number,
            link,
            gives_up_at: until,
        }
        | Notification::ResolvedPleaseConfirm {
            number,
            link,
            silence_confirms_at: until,
        }
        | Notification::ConfirmedBySilence {
            number,
            link,
            reopen_until: until,
        } => {
            set("number", number.to_string());
            set("link", link.clone());
            set("until", time(until));
        }
        Notification::AgentAnswered {
            number,
            link,
            subject,
            said,
            ..
        } => {
            set("number", number.to_string());
            set("link", link.clone());
            set("subject", subject.clone());
            set("said", said.clone());
        }
        Notification::SolutionAnswered {
            number,
            link,
            subject,
            said,
            silence_confirms_at,
            ..
        } => {
            set("number", number.to_string());
            set("link", link.clone());
            set("subject", subject.clone());
            set("said", said.clone());
            set("until", time(silence_confirms_at));
        }
        Notification::Closed { number, link, reason } => {
            set("number", number.to_string());
            set("link", link.clone());
            set("reason", kit.translator.label(language, "close", reason));
        }
        Notification::FollowUp {
            number,
            former,
            tracking_code,
            link,
        } => {
            set("number", number.to_string());
            set("former", former.to_string());
            set("tracking_code", tracking_code.clone());
            set("link", link.clone());
        }
        Notification::Invitation { link, until } => {
            set("link", link.clone());
            set("until", time(until));
        }
        Notification::PasswordReset { link, valid_for } => {
            set("link", link.clone());
            set("valid_for", format::long(&kit.translator, language, *valid_for));
        }
        Notification::WebhookStopped { link } => set("link", link.clone()),
        Notification::StaffNews {
            lines,
            more,
            link,
            choices,
        } => {
            set("link", link.clone());
            set("choices", choices.clone());
            let worded: Vec<String> = lines.iter().map(|line| news_line(kit, language, line)).collect();
            set("first", worded.first().cloned().unwrap_or_default());
            set("lines", worded.join("\n"));
            let count = i64::try_from(lines.len())
                .unwrap_or(i64::MAX)
                .saturating_add(i64::from(*more));
            args.set("n", FluentValue::from(count));
            args.set("more", FluentValue::from(i64::from(*more)));
        }
        Notification::MoreTime { number, link, due } => {
            set("number", number.to_string());
            set("link", link.clone());
            set("due", time(due));
        }
        Notification::TakenUp { number, link }
        | Notification::AgentReplied { number, link }
        | Notification::ClosedNoAnswer { number, link }
        | Notification::Archived { number, link }
        | Notification::Reopened { number, link }
        | Notification::RatingInvitation { number, link } => {
            set("number", number.to_string());
            set("link", link.clone());
        }
    }
    args
}

/// One line of a mail to staff: when, which ticket, what.
fn news_line(kit: &Kit, language: Language, line: &NewsLine) -> String {
    let told = kit.translator.label(language, "told", &line.kind);
    let metric = line
        .metric
        .as_deref()
        .map(|code| kit.translator.label(language, "metric", code));
    let what = [Some(told), metric]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" · ");
    let number = line
        .number
        .map(|number| format!("#{number} · "))
        .unwrap_or_default();
    format!(
        "{number}{what} · {}",
        format::minute(language, &kit.zone(), line.at)
    )
}
