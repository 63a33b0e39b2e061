//! What callers may ask for, read and checked before any transaction begins. Whether it is allowed, and whether what it
//! names exists, is decided by the command.

use touchstone_domain::id::{FileId, PersonId, TeamId};
use touchstone_domain::rating::Dimension;
use touchstone_domain::text::{BODY, DEMAND, FILES_PER_MESSAGE, ORDER_NO, REASON, SUBJECT, TAG, TAGS};
use touchstone_domain::ticket::{
    BodyFormat, Channel, Class, Crossing, Impact, Kind, Tier, Urgency, Visibility,
};

use super::assign::Whom;
use super::fields::Fields;
use super::tracking::TrackingCode;
use crate::core::{App, AppError, Call, FieldError};
use crate::person::{PersonDraft, RequesterInput, person_draft};

/// Longest text of a category that is looked at.
pub(super) const CATEGORY: usize = 81;

/// A request about to be received, by whichever way.
#[derive(Debug, Clone)]
pub struct Request {
    pub subject: String,
    pub body: String,
    pub format: BodyFormat,
    pub kind: Kind,
    pub category: Option<String>,
    pub impact: Option<Impact>,
    pub demand: Option<String>,
    pub order_no: Option<String>,
    pub attachments: Vec<FileId>,
    pub tracking: TrackingCode,
}

/// A request sent in by the requester through the public form.
#[derive(Debug, Clone)]
pub struct Submission {
    pub request: Request,
    pub claimed_urgency: Option<Urgency>,
    pub requester: PersonDraft,
    pub channel: Channel,
}

/// Whose request an agent takes down.
#[derive(Debug, Clone)]
pub enum RequesterChoice {
    Known(PersonId),
    Told(PersonDraft),
}

/// A request taken down by an agent or an outside program.
#[derive(Debug, Clone)]
pub struct Creation {
    pub request: Request,
    pub channel: Channel,
    pub urgency: Option<Urgency>,
    pub tier: Option<Tier>,
    pub requester: RequesterChoice,
    pub assignee: Option<Whom>,
    pub team: Option<TeamId>,
    pub tags: Vec<String>,
}

/// Changes to a ticket's own facts and words.
#[derive(Debug, Clone, Default)]
pub struct Patch {
    pub subject: Option<String>,
    pub category: Option<String>,
    pub urgency: Option<Urgency>,
    pub impact: Option<Impact>,
    pub class: Option<Class>,
    pub reason: Option<String>,
    pub tags: Option<Vec<String>>,
}

/// A message about to be added.
#[derive(Debug, Clone)]
pub struct MessageDraft {
    pub body: String,
    pub format: BodyFormat,
    pub visibility: Visibility,
    pub attachments: Vec<FileId>,
    /// Version of the ticket its writer saw.
    pub based_on: Option<i64>,
    pub crossing: Crossing,
    /// Of the ticket that continues this one, should the message open one.
    pub tracking: TrackingCode,
}

/// A rating about to be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RatingDraft {
    /// 1 to 5.
    pub score: u8,
    /// By [`Dimension`], in its order.
    pub dimensions: [Option<u8>; 5],
    pub comment: Option<String>,
}

fn request(fields: &mut Fields) -> Request {
    Request {
        subject: fields.required("subject", SUBJECT),
        body: fields.required("body", BODY),
        format: BodyFormat::Text,
        kind: fields.code("kind").unwrap_or_default(),
        category: fields.text("category", CATEGORY),
        impact: fields.code("impact"),
        demand: fields.text("demand", DEMAND),
        order_no: fields.text("order_no", ORDER_NO),
        attachments: attachments(fields),
        tracking: TrackingCode::generate(),
    }
}

pub(super) fn attachments(fields: &mut Fields) -> Vec<FileId> {
    fields.parsed_list("attachments", FILES_PER_MESSAGE)
}

/// What is told of the requester; `None` when nothing is.
fn requester(fields: &mut Fields) -> Option<RequesterInput> {
    let told = fields.has("requester");
    let mut inner = fields.object("requester");
    let input = RequesterInput {
        // The person's own rules are stricter than these bounds and tell what is wrong.
        name: inner.text("name", BODY),
        email: inner.text("email", BODY),
        phone: inner.text("phone", BODY),
        language: inner.code("language"),
        tier: None,
    };
    fields.absorb(inner);
    told.then_some(input)
}

/// Checks and seals a requester; what is wrong is told together with the rest.
fn drafted(
    app: &App,
    call: &Call,
    fields: &mut Fields,
    input: &RequesterInput,
) -> Result<Option<PersonDraft>, AppError> {
    match person_draft(app, call, "requester.", input) {
        Ok(draft) => Ok(Some(draft)),
        Err(AppError::Validation(errors)) => {
            fields.refuse_all(errors);
            Ok(None)
        }
        Err(other) => Err(other),
    }
}

fn tags(fields: &mut Fields) -> Option<Vec<String>> {
    let mut tags: Vec<_> = fields
        .texts("tags", TAGS, TAG)?
        .into_iter()
        .map(|tag| tag.to_lowercase())
        .collect();
    tags.sort_unstable();
    tags.dedup();
    Some(tags)
}

impl Submission {
    /// Reads the public form.
    pub fn read(app: &App, call: &Call, mut fields: Fields) -> Result<Self, AppError> {
        let request = request(&mut fields);
        let claimed_urgency = fields.code("claimed_urgency");
        let told = requester(&mut fields).unwrap_or_default();
        let requester = drafted(app, call, &mut fields, &told)?;
        fields.finish()?;
        let requester = requester.ok_or(AppError::Validation(Vec::new()))?;
        Ok(Self {
            request,
            claimed_urgency,
            requester,
            channel: Channel::Web,
        })
    }
}

impl Creation {
    /// Reads what an agent took down: a requester told, or one known.
    pub fn read(app: &App, call: &Call, mut fields: Fields) -> Result<Self, AppError> {
        let known = fields.parsed("requester_id");
        let tier = fields.code("tier");
        let told = requester(&mut fields);
        if known.is_some() && told.is_some() {
            fields.refuse("requester", FieldError::new("", "one_of_two"));
        }
        let mut request = request(&mut fields);
        request.format = fields.code("format").unwrap_or_default();
        let requester = match known {
            Some(person) => Some(RequesterChoice::Known(person)),
            None => {
                let told = RequesterInput {
                    tier,
                    ..told.unwrap_or_default()
                };
                drafted(app, call, &mut fields, &told)?.map(RequesterChoice::Told)
            }
        };
        let (channel, urgency) = (
            fields.code("channel").unwrap_or(Channel::Phone),
            fields.code("urgency"),
        );
        let (assignee, team) = (fields.parsed("assignee"), fields.parsed("team"));
        let tags = tags(&mut fields).unwrap_or_default();
        fields.finish()?;
        let requester = requester.ok_or(AppError::Validation(Vec::new()))?;
        Ok(Self {
            request,
            channel,
            urgency,
            tier,
            requester,
            assignee,
            team,
            tags,
        })
    }
}

impl Patch {
    /// Reads a change. A subject may be changed, not emptied.
    pub fn read(mut fields: Fields) -> Result<Self, AppError> {
        let patch = Self {
            subject: fields.text("subject", SUBJECT),
            category: fields.text("category", CATEGORY),
            urgency: fields.code("urgency"),
            impact: fields.code("impact"),
            class: fields.code("class"),
            reason: fields.text("reason", REASON),
            tags: tags(&mut fields),
        };
        fields.finish()?;
        Ok(patch)
    }
}

/// A code that must be there; `stand_in` only fills the place until [`Fields::finish`] refuses.
pub(super) fn needed_code<T: touchstone_domain::codes::Code>(
    fields: &mut Fields,
    name: &'static str,
    stand_in: T,
) -> T {
    let absent = !fields.has(name);
    let code = fields.code(name);
    if absent {
        fields.refuse(name, FieldError::new("", "required"));
    }
    code.unwrap_or(stand_in)
}

impl MessageDraft {
    /// Reads a message of the desk.
    pub fn read(mut fields: Fields) -> Result<Self, AppError> {
        let draft = Self {
            body: fields.required("body", BODY),
            format: fields.code("format").unwrap_or(BodyFormat::Markdown),
            visibility: needed_code(&mut fields, "visibility", Visibility::Internal),
            attachments: attachments(&mut fields),
            based_on: fields.number("based_on", 0, i64::MAX),
            crossing: fields.code("if_crossed").unwrap_or(Crossing::Send),
            tracking: TrackingCode::generate(),
        };
        fields.finish()?;
        Ok(draft)
    }

    /// Reads a message of the requester: plain text, for the desk to see.
    pub fn read_public(mut fields: Fields) -> Result<Self, AppError> {
        let body = fields.required("body", BODY);
        let attachments = attachments(&mut fields);
        fields.finish()?;
        Ok(Self::of_requester(body, attachments))
    }

    /// Reads an objection: its reason is a message of the requester.
    pub fn read_objection(mut fields: Fields) -> Result<Self, AppError> {
        let body = fields.required("reason", BODY);
        let attachments = attachments(&mut fields);
        fields.finish()?;
        Ok(Self::of_requester(body, attachments))
    }

    /// The requester's words.
    pub(crate) fn of_requester(body: String, attachments: Vec<FileId>) -> Self {
        Self {
            body,
            format: BodyFormat::Text,
            visibility: Visibility::Public,
            attachments,
            based_on: None,
            crossing: Crossing::Send,
            tracking: TrackingCode::generate(),
        }
    }
}

impl RatingDraft {
    /// Reads a rating; dimensions lie in `dimensions` or stand beside the score.
    pub fn read(mut fields: Fields) -> Result<Self, AppError> {
        let score = |fields: &mut Fields, name| fields.number(name, 1, 5).and_then(|n| u8::try_from(n).ok());
        let absent = !fields.has("score");
        let whole = score(&mut fields, "score");
        if absent {
            fields.refuse("score", FieldError::new("", "required"));
        }
        let mut inner = fields.object("dimensions");
        let mut dimensions = [None; 5];
        for (place, dimension) in dimensions.iter_mut().zip(Dimension::ALL) {
            let name = dimension.as_str();
            *place = score(&mut inner, name).or_else(|| score(&mut fields, name));
        }
        fields.absorb(inner);
        let comment = fields.text("comment", DEMAND);
        fields.finish()?;
        Ok(Self {
            score: whole.unwrap_or(1),
            dimensions,
            comment,
        })
    }
}
