//! From a row and a mapping to what it would make: typed, bounded, with everything that is wrong told field by field.
//! Whether the records it names are there is asked later.

use serde_json::{Map, Value};

use super::candidate::{
    Candidate, MessageCandidate, RequesterCandidate, RequesterNamed, TeamCandidate, TicketCandidate,
    UserCandidate,
};
use super::history::PastStatus;
use super::mapping::{Column, Mapping, MessageMapping};
use super::row::SourceRow;
use super::value::{Zone, html_text, words, yes_no};
use super::{EXTERNAL_ID, Field, ImportKind, MESSAGES, RowCode, RowProblem};
use crate::access::Role;
use crate::codes::Code;
use crate::contact::{ContactKind, normalise};
use crate::language::Language;
use crate::text::{NAME, ORDER_NO, SUBJECT, TAG, TAGS, TextError, optional};
use crate::ticket::Channel;
use crate::time::{Span, Timestamp};

/// Characters of a message that another tool has kept; more than people may type here.
const BODY: usize = 200_000;
/// How far the clocks of two tools may differ.
const SKEW: Span = Span::minutes(5);
/// Teams of one user.
const TEAMS: usize = 50;

/// What a row would make; `None` when the mapping passes over such rows.
pub fn candidate(
    kind: ImportKind,
    mapping: &Mapping,
    row: &SourceRow,
    now: Timestamp,
) -> Result<Option<Candidate>, Vec<RowProblem>> {
    if !mapping.takes(row) {
        return Ok(None);
    }
    let mut read = Reader::new(&mapping.columns, row, mapping, now);
    let external_id = read.required(Field::ExternalId, EXTERNAL_ID);
    let made = match kind {
        ImportKind::Teams => team(&mut read, external_id).map(Candidate::Team),
        ImportKind::Users => user(&mut read, external_id).map(Candidate::User),
        ImportKind::Requesters => requester(&mut read, external_id).map(Candidate::Requester),
        ImportKind::Tickets => {
            ticket(&mut read, external_id, mapping).map(|ticket| Candidate::Ticket(Box::new(ticket)))
        }
    };
    match made {
        Some(made) if read.problems.is_empty() => Ok(Some(made)),
        _ => Err(read.problems),
    }
}

fn team(read: &mut Reader<'_>, external_id: Option<String>) -> Option<TeamCandidate> {
    let name = read.required(Field::Name, NAME);
    Some(TeamCandidate {
        lead: read.text(Field::Lead, EXTERNAL_ID),
        external_id: external_id?,
        name: name?,
    })
}

fn user(read: &mut Reader<'_>, external_id: Option<String>) -> Option<UserCandidate> {
    let (name, email) = (read.required(Field::Name, NAME), read.contact(Field::Email));
    if email.is_none() {
        read.missing(Field::Email);
    }
    let role = read.code::<Role>(Field::Role);
    if role.is_none() {
        read.missing(Field::Role);
    }
    let (language, teams) = (read.language(), read.words(Field::Teams, TEAMS, NAME));
    let active = read.yes_no(Field::Active).unwrap_or(true);
    Some(UserCandidate {
        external_id: external_id?,
        name: name?,
        email: email?,
        role: role?,
        language,
        teams,
        active,
    })
}

fn requester(read: &mut Reader<'_>, external_id: Option<String>) -> Option<RequesterCandidate> {
    let named = RequesterNamed {
        name: read.text(Field::Name, NAME),
        email: read.contact(Field::Email),
        phone: read.contact(Field::Phone),
        language: read.language(),
    };
    let (tier, created_at) = (read.code(Field::Tier), read.time(Field::CreatedAt));
    Some(RequesterCandidate {
        external_id: external_id?,
        named,
        tier,
        created_at,
    })
}

fn ticket(read: &mut Reader<'_>, external_id: Option<String>, mapping: &Mapping) -> Option<TicketCandidate> {
    let subject = read.required(Field::Subject, SUBJECT);
    let status = read.code::<PastStatus>(Field::Status);
    if status.is_none() {
        read.missing(Field::Status);
    }
    let created_at = read.time(Field::CreatedAt);
    if created_at.is_none() {
        read.missing(Field::CreatedAt);
    }
    let later = [
        Field::UpdatedAt,
        Field::AssignedAt,
        Field::FirstReplyAt,
        Field::ResolvedAt,
        Field::ClosedAt,
    ];
    let [updated_at, assigned_at, first_reply_at, resolved_at, closed_at] = later.map(|field| {
        let at = read.time(field);
        if at
            .zip(created_at)
            .is_some_and(|(at, created)| at + SKEW < created)
        {
            read.problem(field, RowCode::TimesReversed);
        }
        at
    });
    let body = read.text(Field::Body, BODY);
    let (messages, messages_known) = match &mapping.messages {
        Some(list) => read.messages(list),
        None => (Vec::new(), false),
    };
    // A list of messages begins with the request; the description beside it says the same once more.
    let opened = messages.iter().any(|message| message.public);
    Some(TicketCandidate {
        number: read.text(Field::Number, EXTERNAL_ID),
        body: body.filter(|_| !opened),
        requester: read.text(Field::Requester, EXTERNAL_ID),
        named: RequesterNamed {
            name: read.text(Field::RequesterName, NAME),
            email: read.contact(Field::RequesterEmail),
            phone: read.contact(Field::RequesterPhone),
            language: read.language(),
        },
        assignee: read.text(Field::Assignee, EXTERNAL_ID),
        team: read.text(Field::Team, EXTERNAL_ID),
        urgency: read.code(Field::Urgency).unwrap_or_default(),
        kind: read.code(Field::Kind).unwrap_or_default(),
        category: read.text(Field::Category, EXTERNAL_ID),
        channel: read.code(Field::Channel).unwrap_or(Channel::Api),
        tags: read.tags(),
        order_no: read.text(Field::OrderNo, ORDER_NO),
        external_id: external_id?,
        subject: subject?,
        status: status?,
        created_at: created_at?,
        updated_at,
        assigned_at,
        first_reply_at,
        resolved_at,
        closed_at,
        messages,
        messages_known,
    })
}

/// Reads the fields of one row and gathers what is wrong.
struct Reader<'a> {
    columns: &'a [Column],
    row: &'a SourceRow,
    zone: Option<Zone>,
    now: Timestamp,
    problems: Vec<RowProblem>,
}

impl<'a> Reader<'a> {
    fn new(columns: &'a [Column], row: &'a SourceRow, mapping: &Mapping, now: Timestamp) -> Self {
        Self {
            columns,
            row,
            zone: Zone::of(mapping.options.zone.as_deref()),
            now,
            problems: Vec::new(),
        }
    }

    fn problem(&mut self, field: Field, code: RowCode) {
        self.problems.push(RowProblem::at(field, code));
    }

    /// A required field that is absent, unless something is wrong with it already.
    fn missing(&mut self, field: Field) {
        if !self.problems.iter().any(|problem| problem.field == Some(field)) {
            self.problem(field, RowCode::Required);
        }
    }

    fn column(&self, field: Field) -> Option<&'a Column> {
        self.columns.iter().find(|column| column.to == field)
    }

    /// The word in a field's column, as it is meant.
    fn word(&mut self, field: Field) -> Option<String> {
        let column = self.column(field)?;
        // The first of a list, where a single word is wanted.
        let word = self.row.text(&column.from)?;
        let meant = column.meaning(&word);
        if meant.is_none() {
            self.problem(field, RowCode::UnknownValue);
        }
        meant.filter(|meant| !meant.is_empty())
    }

    fn text(&mut self, field: Field, max: usize) -> Option<String> {
        let word = self.word(field)?;
        match optional(field.as_str(), &word, max) {
            Ok(text) => text,
            Err(error) => {
                self.problem(field, text_code(&error));
                None
            }
        }
    }

    fn required(&mut self, field: Field, max: usize) -> Option<String> {
        let text = self.text(field, max);
        if text.is_none() {
            self.missing(field);
        }
        text
    }

    fn code<C: Code>(&mut self, field: Field) -> Option<C> {
        let word = self.word(field)?;
        let code = C::from_code(&word).or_else(|_| C::from_code(&word.to_lowercase()));
        if code.is_err() {
            self.problem(field, RowCode::UnknownValue);
        }
        code.ok()
    }

    /// Any tag of a language; one that is not spoken here is left out.
    fn language(&mut self) -> Option<Language> {
        self.word(Field::Language)
            .and_then(|tag| Language::from_tag(&tag))
    }

    fn contact(&mut self, field: Field) -> Option<String> {
        let text = self.text(field, EXTERNAL_ID)?;
        let (kind, code) = match field {
            Field::Phone | Field::RequesterPhone => (ContactKind::Phone, RowCode::InvalidPhone),
            _ => (ContactKind::Email, RowCode::InvalidEmail),
        };
        if normalise(kind, &text).is_err() {
            self.problem(field, code);
            return None;
        }
        Some(text)
    }

    fn time(&mut self, field: Field) -> Option<Timestamp> {
        let word = self.word(field)?;
        let at = self.zone.as_ref().and_then(|zone| zone.time(&word));
        match at {
            None => self.problem(field, RowCode::InvalidTime),
            Some(at) if at > self.now + SKEW => self.problem(field, RowCode::TimeInFuture),
            // Before there was anything to count from.
            Some(at) if at.as_micros() <= 0 => self.problem(field, RowCode::InvalidTime),
            Some(at) => return Some(at.min(self.now)),
        }
        None
    }

    fn yes_no(&mut self, field: Field) -> Option<bool> {
        let word = self.word(field)?;
        let answer = yes_no(&word);
        if answer.is_none() {
            self.problem(field, RowCode::UnknownValue);
        }
        answer
    }

    fn words(&mut self, field: Field, most: usize, max: usize) -> Vec<String> {
        let Some(column) = self.column(field) else {
            return Vec::new();
        };
        let Some(value) = self.row.get(&column.from) else {
            return Vec::new();
        };
        let said = words(value);
        if said.len() > most {
            self.problem(field, RowCode::TooMany);
            return Vec::new();
        }
        let mut meant = Vec::with_capacity(said.len());
        for word in said {
            match column
                .meaning(&word)
                .map(|word| optional(field.as_str(), &word, max))
            {
                Some(Ok(word)) => meant.extend(word),
                Some(Err(error)) => self.problem(field, text_code(&error)),
                None => self.problem(field, RowCode::UnknownValue),
            }
        }
        meant
    }

    fn tags(&mut self) -> Vec<String> {
        let said = self.words(Field::Tags, TAGS, TAG);
        let mut tags: Vec<String> = said.iter().map(|tag| tag.to_lowercase()).collect();
        tags.sort_unstable();
        tags.dedup();
        tags
    }

    /// The messages of a list, by time, and whether there was one.
    fn messages(&mut self, list: &MessageMapping) -> (Vec<MessageCandidate>, bool) {
        let parsed;
        let entries = match self.row.get(&list.from) {
            None | Some(Value::Null) => return (Vec::new(), false),
            Some(Value::Array(entries)) => entries,
            // A table's cell may hold a list in JSON.
            Some(Value::String(text)) if text.trim().is_empty() => return (Vec::new(), false),
            Some(Value::String(text)) => match serde_json::from_str::<Vec<Value>>(text) {
                Ok(entries) => {
                    parsed = entries;
                    &parsed
                }
                Err(_) => {
                    self.problem(Field::MessageBody, RowCode::NotAList);
                    return (Vec::new(), false);
                }
            },
            Some(_) => {
                self.problem(Field::MessageBody, RowCode::NotAList);
                return (Vec::new(), false);
            }
        };
        if entries.len() > MESSAGES {
            self.problem(Field::MessageBody, RowCode::TooMany);
            return (Vec::new(), false);
        }
        let mut messages = Vec::with_capacity(entries.len());
        for entry in entries {
            let Value::Object(entry) = entry else {
                self.problem(Field::MessageBody, RowCode::NotAList);
                continue;
            };
            messages.extend(self.message(list, entry));
        }
        messages.sort_by_key(|message| message.at);
        (messages, true)
    }

    /// One message; what holds nothing but files has no text and is left out.
    fn message(&mut self, list: &MessageMapping, entry: &Map<String, Value>) -> Option<MessageCandidate> {
        let row = SourceRow::of_object(entry.clone());
        let mut read = Reader {
            columns: &list.columns,
            row: &row,
            zone: self.zone.clone(),
            now: self.now,
            problems: Vec::new(),
        };
        let raw = read.word(Field::MessageBody).unwrap_or_default();
        let html = read
            .word(Field::MessageFormat)
            .is_some_and(|format| format.contains("html"));
        let body = if html { html_text(&raw) } else { raw };
        // What terminals and mailers leave behind is nothing anybody wrote.
        let body: String = body
            .chars()
            .filter(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t'))
            .collect();
        let body = optional(Field::MessageBody.as_str(), &body, BODY);
        if let Err(error) = &body {
            read.problem(Field::MessageBody, text_code(error));
        }
        let at = read.time(Field::MessageAt);
        if at.is_none() {
            read.missing(Field::MessageAt);
        }
        let by = read.code(Field::MessageBy);
        let message = MessageCandidate {
            at: at.unwrap_or(self.now),
            body: body.ok().flatten().unwrap_or_default(),
            author: read.text(Field::MessageAuthor, EXTERNAL_ID),
            by,
            public: read.yes_no(Field::MessagePublic).unwrap_or(true),
        };
        let sound = read.problems.is_empty();
        self.problems.append(&mut read.problems);
        (sound && !message.body.is_empty()).then_some(message)
    }
}

fn text_code(error: &TextError) -> RowCode {
    match error {
        TextError::Required { .. } => RowCode::Required,
        TextError::TooLong { .. } => RowCode::TooLong,
        TextError::ControlCharacter { .. } => RowCode::ControlCharacter,
    }
}
