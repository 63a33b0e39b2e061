//! How the product's words and ids look in the description of the API. The types themselves belong to the domain, which
//! knows nothing of OpenAPI; these stand in for them: `#[schema(value_type = schema::Kind)]`.

use std::borrow::Cow;

use utoipa::openapi::schema::{ObjectBuilder, Schema, SchemaFormat, Type};
use utoipa::openapi::{KnownFormat, RefOr};
use utoipa::{PartialSchema, ToSchema};

macro_rules! stand_ins {
    ($($name:ident => $schema:expr),+ $(,)?) => {
        $(
            pub(crate) struct $name;

            impl PartialSchema for $name {
                fn schema() -> RefOr<Schema> {
                    $schema
                }
            }

            impl ToSchema for $name {
                fn name() -> Cow<'static, str> {
                    Cow::Borrowed(stringify!($name))
                }
            }
        )+

        /// All of them by name. Query parameters refer to them without bringing them along.
        pub(super) fn stand_ins() -> Vec<(String, RefOr<Schema>)> {
            vec![$((stringify!($name).to_owned(), $name::schema())),+]
        }
    };
}

stand_ins! {
    Kind => words(touchstone_domain::ticket::Kind::NAMES, "What sort of request it is."),
    Urgency => words(touchstone_domain::ticket::Urgency::NAMES, "How soon it matters."),
    Impact => words(touchstone_domain::ticket::Impact::NAMES, "How many it concerns."),
    Class => words(touchstone_domain::ticket::Class::NAMES, "Set by a person, with a reason for `major` and `complex`."),
    Tier => words(touchstone_domain::ticket::Tier::NAMES, "Whom the service is for."),
    Channel => words(touchstone_domain::ticket::Channel::NAMES, "How it reached us."),
    Stage => words(touchstone_domain::stage::Stage::NAMES, "Where in the process it is."),
    Status => words(touchstone_domain::stage::Status::NAMES, "What a person needs to know about where it is."),
    Turn => words(touchstone_domain::stage::Turn::NAMES, "Who acts next."),
    ConfirmedBy => words(touchstone_domain::ticket::ConfirmedBy::NAMES, "Whose word or silence closed it."),
    ContactKind => words(touchstone_domain::contact::ContactKind::NAMES, "By what means somebody is reached."),
    Sort => words(touchstone_app::ticket::Sort::NAMES, "Order of a list."),
    DeskAction => words(touchstone_app::ticket::DeskAction::NAMES, "What a member of staff does with a ticket."),
    EventKind => words(touchstone_domain::event::EventKind::NAMES, "What happened."),
    CloseReason => words(touchstone_domain::ticket::CloseReason::NAMES, "Why it was archived."),
    TicketLink => words(touchstone_domain::ticket::TicketLink::NAMES, "What people note between two tickets."),
    ViewShare => words(touchstone_domain::saved_view::ViewShare::NAMES, "Who has a saved list or a template."),
    LetterVariable => words(touchstone_domain::letter_template::LetterVariable::NAMES, "What a variable of a letter stands for."),
    ReplyVariable => words(touchstone_domain::reply_template::ReplyVariable::NAMES, "What a variable of a template stands for."),
    ListColumn => words(touchstone_domain::saved_view::ListColumn::NAMES, "What a list tells of a ticket besides its number, subject and priority."),
    Relation => words(touchstone_domain::ticket::Relation::NAMES, "How another ticket stands to this one."),
    Likeness => words(touchstone_domain::ticket::Likeness::NAMES, "Why a request may be a repeated one."),
    Visibility => words(touchstone_domain::ticket::Visibility::NAMES, "`internal` is for staff only."),
    Crossing => words(touchstone_domain::ticket::Crossing::NAMES, "What becomes of a public reply that crosses another public message."),
    PresenceState => words(touchstone_domain::presence::PresenceState::NAMES, "What somebody does with a ticket."),
    BodyFormat => words(touchstone_domain::ticket::BodyFormat::NAMES, "How the text is written."),
    WaitOn => words(touchstone_domain::ticket::WaitOn::NAMES, "Whom the desk waits for."),
    LetterTopic => words(touchstone_domain::letter_choice::LetterTopic::NAMES, "What a letter is about that a requester can do without; without `replies` there is nothing else either."),
    ChoiceScope => words(touchstone_domain::letter_choice::ChoiceScope::NAMES, "What a choice of letters is for: one request, or all of the person's."),
    MailPace => words(touchstone_domain::staff_notice::MailPace::NAMES, "How often a member of staff is written to."),
    NoticeKind => words(touchstone_domain::staff_notice::NoticeKind::NAMES, "What a member of staff is told of."),
    Metric => words(touchstone_domain::clock::Metric::NAMES, "What a clock measures."),
    ClockState => words(touchstone_domain::clock::ClockState::NAMES, "How a clock stands."),
    ClockBasis => words(touchstone_domain::clock::ClockBasis::NAMES, "Where a clock's target comes from."),
    BreachCause => words(touchstone_domain::clock::BreachCause::NAMES, "Why a clock was breached."),
    PledgeState => words(touchstone_domain::standard::pledge::PledgeState::NAMES, "How a pledge stands on a request."),
    RemedyState => words(touchstone_domain::standard::pledge::RemedyState::NAMES, "What became of the remedy of a broken pledge."),
    CauseBranch => words(touchstone_domain::clock::CauseBranch::NAMES, "A branch of the tree of causes."),
    ChargedTo => words(touchstone_domain::clock::ChargedTo::NAMES, "What kind of party answers for a breach."),
    Language => words(touchstone_domain::language::Language::NAMES, "A language of the product."),
    Permission => words(touchstone_domain::access::Permission::NAMES, "One thing that may be done."),
    Scope => words(touchstone_domain::access::Scope::NAMES, "How far a permission reaches."),
    Role => words(touchstone_domain::access::Role::NAMES, "A built-in role."),
    MailSecurity => words(touchstone_app::settings::MailSecurity::NAMES, "How the connection to a mail server is protected."),
    Delivery => words(touchstone_app::notify::Delivery::NAMES, "Where a notification stands; `held` waits for a means of sending, `bounced` came back, `suppressed` was not sent because its address is written to no more or the requester does without it."),
    Medium => words(touchstone_app::notify::Medium::NAMES, "By what means a person is reached."),
    RevealField => words(touchstone_app::person::RevealField::NAMES, "A field that is sealed."),
    TableFormat => words(touchstone_domain::export::TableFormat::NAMES, "The shape of an exported list."),
    Origin => words(touchstone_domain::event::Origin::NAMES, "Where something was done from."),
    TicketId => id("tkt"),
    PersonId => id("per"),
    UserId => id("usr"),
    TeamId => id("tem"),
    MessageId => id("msg"),
    StaffNoticeId => id("ntc"),
    SavedViewId => id("viw"),
    ReplyTemplateId => id("rtp"),
    FileId => id("fil"),
    EventId => id("evt"),
    SessionId => id("ses"),
    PasskeyId => id("pky"),
    TokenId => id("tok"),
    NotificationId => id("ntf"),
    JobId => id("job"),
    BackupId => id("bak"),
    Condition => condition(),
    ImportId => id("imp"),
    CalendarId => id("cal"),
    CorrectionId => id("cor"),
    BulkId => id("blk"),
    BulkAction => words(touchstone_domain::bulk::BulkAction::NAMES, "What is done to many tickets."),
    BulkState => words(touchstone_domain::bulk::BulkState::NAMES, "Where a job on many tickets stands."),
    BulkOutcome => words(touchstone_domain::bulk::BulkOutcome::NAMES, "What became of a ticket."),
    CorrectionKind => words(touchstone_domain::correction::CorrectionKind::NAMES, "What is corrected."),
    CorrectionState => words(touchstone_domain::correction::CorrectionState::NAMES, "Where a correction stands."),
    CorrectionOutcome => words(touchstone_domain::correction::CorrectionOutcome::NAMES, "What became of a ticket."),
    Carry => words(touchstone_domain::calendar::Carry::NAMES, "Whether a version is for clocks that run already, and has reached them all."),
    DayKind => words(touchstone_domain::calendar::DayKind::NAMES, "Why a day has the working time it has."),
    Date => text(Some(SchemaFormat::KnownFormat(KnownFormat::Date)), "A date of the calendar."),
    ExportId => id("exp"),
    MailId => id("mli"),
    SuppressionId => id("sup"),
    MaintenanceId => id("mnt"),
    FetchProblem => words(touchstone_domain::mail::FetchProblem::NAMES, "Why mail cannot be fetched."),
    CheckResult => words(touchstone_domain::mail::CheckResult::NAMES, "What a check of a sender found."),
    CheckedBy => words(touchstone_domain::mail::CheckedBy::NAMES, "Who found out about a sender: the mail server in front, or the product itself."),
    SenderStanding => words(touchstone_domain::mail::SenderStanding::NAMES, "Whether a sender is who they say they are: the domain of their address vouches for it, denies it, or nobody says anything."),
    MaintenancePhase => words(touchstone_domain::maintenance::MaintenancePhase::NAMES, "Where a plan stands."),
    BounceCause => words(touchstone_domain::mail::BounceCause::NAMES, "Why a letter does not arrive."),
    WebhookId => id("whk"),
    DeliveryId => id("dlv"),
    ReplayId => id("rpl"),
    WebhookState => words(touchstone_domain::webhook::WebhookState::NAMES, "Whether a system is told; `failing` and `gone` were stopped by the product."),
    DeliveryState => words(touchstone_domain::webhook::DeliveryState::NAMES, "Where an event on its way to a system is; `dead` was given up."),
    DeliveryProblem => words(touchstone_domain::webhook::DeliveryProblem::NAMES, "Why something was not taken."),
    ReplayState => words(touchstone_domain::webhook::ReplayState::NAMES, "Where a replay of past events is."),
    MailState => words(touchstone_domain::mail::MailState::NAMES, "Where a mail that came in stands; `quarantined` waits for a person."),
    MailReason => words(touchstone_domain::mail::MailReason::NAMES, "Why it stands there, or what it became."),
    ExportState => words(touchstone_domain::export::ExportState::NAMES, "Where an export of the whole archive stands; of a `removed` one the file is destroyed."),
    ImportKind => words(touchstone_domain::import::ImportKind::NAMES, "What a file to be imported holds."),
    ImportState => words(touchstone_domain::import::ImportState::NAMES, "Where an import stands."),
    ImportPreset => words(touchstone_domain::import::Preset::NAMES, "The tool a file comes from; `plain` is any other."),
    ImportFormat => words(touchstone_domain::import::ImportFormat::NAMES, "How rows stand in a file."),
    ImportEncoding => words(touchstone_domain::import::ImportEncoding::NAMES, "In which characters a file is written."),
    ImportRowOutcome => words(touchstone_domain::import::RowOutcome::NAMES, "What became of a row."),
    ImportRowCode => words(touchstone_domain::import::RowCode::NAMES, "Why a row came to what it came to."),
    ImportField => words(touchstone_domain::import::Field::NAMES, "A field that a column may be mapped to."),
    ImportAction => words(touchstone_app::import::ImportAction::NAMES, "What may be done with an import."),
    BackupState => words(touchstone_domain::backup::BackupState::NAMES, "Where a backup stands; of a `removed` one newer ones took the place."),
    BackupCause => words(touchstone_domain::backup::BackupCause::NAMES, "Why a backup was made."),
    RoleId => id("rol"),
    PrivacyRequestId => id("prq"),
    PrivacyKind => words(touchstone_domain::privacy::PrivacyKind::NAMES, "What somebody asks about their own data."),
    PrivacyPhase => words(touchstone_domain::privacy::PrivacyPhase::NAMES, "Whether it waits to be dealt with."),
    PrivacyState => words(touchstone_domain::privacy::PrivacyState::NAMES, "Where a privacy request stands; `received` until it is shown who asks."),
    PrivacySource => words(touchstone_domain::privacy::PrivacySource::NAMES, "Through what a privacy request came."),
    PrivacyStep => words(touchstone_domain::privacy::PrivacyStep::NAMES, "What may be done with a privacy request."),
    IdentityProof => words(touchstone_domain::privacy::IdentityProof::NAMES, "How it was shown who asks."),
    PrivacyRefusal => words(touchstone_domain::privacy::PrivacyRefusal::NAMES, "Why a privacy request is refused."),
    PackageState => words(touchstone_domain::privacy::PackageState::NAMES, "Where the copy of a person's data stands."),
    DataOwner => words(touchstone_domain::data_class::DataOwner::NAMES, "Who answers for data."),
    RetentionRunId => id("rtn"),
    RetentionAct => words(touchstone_domain::retention::RetentionAct::NAMES, "What happens when the time is over."),
    RetentionClass => words(touchstone_domain::retention::RetentionClass::NAMES, "What is kept for the same time."),
    RetentionMode => words(touchstone_domain::retention::RetentionMode::NAMES, "`dry` only counts, `real` destroys."),
    RetentionState => words(touchstone_domain::retention::RetentionState::NAMES, "Where a run of retention stands."),
    KeyFamily => words(touchstone_domain::keys::KeyFamily::NAMES, "Keys that are changed together: what data are sealed under, or what contacts are found by."),
    KeyChangeState => words(touchstone_domain::keys::KeyChange::NAMES, "Where the change of a key stands."),
    BacktestId => id("bkt"),
    BacktestState => words(touchstone_domain::backtest::BacktestState::NAMES, "Where a backtest stands."),
    LateChange => words(touchstone_domain::backtest::LateChange::NAMES, "On which side only a promise is late."),
    StandardId => id("std"),
    StandardRemarkId => id("srm"),
    StandardState => words(touchstone_domain::standard::lifecycle::StandardState::NAMES, "Where a version of the standard stands."),
    StandardAction => words(touchstone_domain::standard::lifecycle::StandardAction::NAMES, "What may be done with a version of the standard."),
    StandardRemarkKind => words(touchstone_domain::standard::lifecycle::RemarkKind::NAMES, "With what something was said about a version."),
    ReviewState => words(touchstone_domain::standard::review::ReviewState::NAMES, "How the review of a standard stands."),
    ClauseArea => words(touchstone_domain::standard::clause::Area::NAMES, "What a clause is about."),
    MarkKind => words(touchstone_domain::standard::diff::MarkKind::NAMES, "What became of a piece of text."),
    Time => text(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)), "An instant in UTC, RFC 3339 with `Z`."),
    Duration => text(Some(SchemaFormat::KnownFormat(KnownFormat::Duration)), "A length of time, ISO 8601."),
    Json => ObjectBuilder::new().schema_type(Type::Object).build().into(),
}

/// Any tree of conditions.
fn condition() -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(Type::Object)
        .description(Some(
            "A tree with exactly one key at each node: `all` or `any` with a list of conditions, `not` with one, or a fact with \
             what it is compared with: `{\"kind\": \"complaint\"}`, `{\"tier\": [\"enterprise\", \"premium\"]}`, \
             `{\"urgency\": {\"at_least\": \"high\"}}`. See docs/conditions.md.",
        ))
        .examples([serde_json::json!({"all": [
            {"kind": "complaint"},
            {"any": [{"urgency": {"at_least": "high"}}, {"category": "payment"}]},
            {"not": {"channel": "email"}}
        ]})])
        .into()
}

fn words(names: &'static [&'static str], about: &str) -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(names.iter().copied()))
        .description(Some(about))
        .build()
        .into()
}

fn id(prefix: &str) -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .pattern(Some(format!("^{prefix}_[0-9a-hjkmnp-tv-z]{{13}}$")))
        .examples([serde_json::json!(format!("{prefix}_01jd9f3k7m2q8"))])
        .build()
        .into()
}

fn text(format: Option<SchemaFormat>, about: &str) -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .format(format)
        .description(Some(about))
        .build()
        .into()
}
