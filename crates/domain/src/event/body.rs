//! The kinds of events and what each carries.

use super::{FieldName, Passed, SettingName};
use crate::access::{Grants, Permission, Role};
use crate::bulk::BulkAction;
use crate::clock::{BreachCause, ChargedTo, ClockChange, Metric};
use crate::correction::CorrectionKind;
use crate::export::{ExportedList, TableFormat};
use crate::id::{
    BacktestId, BackupId, BulkId, CalendarId, CorrectionId, ExportId, FileId, ImportId, MailId,
    MaintenanceId, MessageId, NotificationId, PasskeyId, PersonId, ReplyTemplateId, RetentionRunId, RoleId,
    SavedViewId, StandardId, SuppressionId, TeamId, TicketId, UserId, WebhookId,
};
use crate::import::ImportKind;
use crate::keys::KeyFamily;
use crate::language::Language;
use crate::letter_choice::{ChoiceScope, LetterTopic};
use crate::mail::BounceCause;
use crate::privacy::{IdentityProof, PrivacyKind, PrivacyRefusal, PrivacySource};
use crate::retention::{RetentionClass, RetentionMode};
use crate::saved_view::ViewShare;
use crate::stage::Stage;
use crate::standard::pledge::RemedyState;
use crate::ticket::{AuthorKind, CloseReason, ConfirmedBy, Facts, TicketLink, Visibility, WaitOn};
use crate::time::{Span, Timestamp};
use crate::webhook::WebhookStop;
use serde::{Deserialize, Serialize};

/// Declares the event kinds once: the enum with its fields, the set of kinds, and which belongs to which.
macro_rules! events {
    ($($(#[$meta:meta])* $variant:ident = $kind:literal $({ $($(#[$fmeta:meta])* $field:ident : $type:ty),* $(,)? })?),+ $(,)?) => {
        /// What happened. Stored as canonical JSON with the kind in `kind` and the shape's version in `v`.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "kind")]
        pub enum EventBody {
            $($(#[$meta])* #[serde(rename = $kind)] $variant $({ $($(#[$fmeta])* $field: $type),* })?),+
        }

        codes! {
            /// The kind of an event.
            pub enum EventKind ("event kind") { $($variant = $kind),+ }
        }

        impl EventBody {
            /// The kind, as it is stored and translated.
            pub const fn kind(&self) -> EventKind {
                match self { $(Self::$variant $({ $($field: _),* })? => EventKind::$variant),+ }
            }
        }
    };
}

events! {
    TicketReceived = "ticket.received" {
        person: Option<PersonId>,
        standard: StandardId,
        facts: Facts,
        priority: u8,
        /// When its time began, where that was before it came into the log: it was split from another one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        received_at: Option<Timestamp>,
        #[serde(flatten)]
        passed: Passed,
    },
    /// Brought along from another tool with its past, which is told by the record: the log tells when it came in.
    TicketImported = "ticket.imported" {
        import: ImportId,
        person: PersonId,
        standard: StandardId,
        facts: Facts,
        priority: u8,
        received_at: Timestamp,
        #[serde(flatten)]
        passed: Passed,
    },
    TicketClassified = "ticket.classified" {
        facts: Facts,
        priority: u8,
        fields: Vec<FieldName>,
        #[serde(flatten)]
        passed: Passed,
    },
    TicketAssigned = "ticket.assigned" {
        assignee: Option<UserId>,
        team: Option<TeamId>,
        #[serde(flatten)]
        passed: Passed,
    },
    /// An assignment was taken back, and what it brought about with it.
    TicketAssignmentUndone = "ticket.assignment_undone" {
        assignee: Option<UserId>,
        team: Option<TeamId>,
        #[serde(flatten)]
        passed: Passed,
    },
    /// It was offered to somebody, or to anybody of a team; they accepted it, or it stayed whose it was (lapsed: unanswered).
    TicketHandoverOffered = "ticket.handover_offered" { to: Option<UserId>, team: Option<TeamId> },
    TicketHandedOver = "ticket.handed_over" {
        from: UserId,
        /// Who answered for it until now.
        owner: Option<UserId>,
        to: UserId,
        from_team: Option<TeamId>,
        team: Option<TeamId>,
    },
    TicketHandoverDeclined = "ticket.handover_declined" { to: Option<UserId>, team: Option<TeamId> },
    TicketHandoverWithdrawn = "ticket.handover_withdrawn" { to: Option<UserId>, team: Option<TeamId> },
    TicketHandoverLapsed = "ticket.handover_lapsed" { to: Option<UserId>, team: Option<TeamId> },
    /// Colleagues were mentioned in a note.
    TicketMentioned = "ticket.mentioned" { message: MessageId, users: Vec<UserId> },
    /// Messages of it were taken out into another one, which they are shown in as well.
    TicketSplit = "ticket.split" { to: TicketId, messages: u32 },
    /// It was made of messages of another one, in which its requester had an answer since then.
    TicketSplitFrom = "ticket.split_from" {
        from: TicketId,
        messages: u32,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        answered_at: Option<Timestamp>,
        #[serde(flatten)]
        passed: Passed,
    },
    TicketStarted = "ticket.started" {
        #[serde(flatten)]
        passed: Passed,
    },
    TicketWaiting = "ticket.waiting" {
        on: WaitOn,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Timestamp>,
        #[serde(flatten)]
        passed: Passed,
    },
    TicketResumed = "ticket.resumed" {
        #[serde(flatten)]
        passed: Passed,
    },
    TicketResolved = "ticket.resolved" {
        message: MessageId,
        #[serde(flatten)]
        passed: Passed,
    },
    TicketConfirmed = "ticket.confirmed" {
        by: ConfirmedBy,
        #[serde(flatten)]
        passed: Passed,
    },
    TicketObjected = "ticket.objected" {
        message: MessageId,
        #[serde(flatten)]
        passed: Passed,
    },
    TicketReopened = "ticket.reopened" {
        #[serde(flatten)]
        passed: Passed,
    },
    TicketArchived = "ticket.archived" {
        reason: CloseReason,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        merged_into: Option<TicketId>,
        #[serde(flatten)]
        passed: Passed,
    },
    TicketUpdated = "ticket.updated" {
        fields: Vec<FieldName>,
        /// The facts after the change, when one of them was changed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        facts: Option<Facts>,
        /// The correction in bulk that it was a part of.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        correction: Option<CorrectionId>,
        #[serde(flatten)]
        passed: Passed,
    },
    /// Its ending for this reason was taken back: it is what it was, and its clocks with it.
    TicketRestored = "ticket.restored" {
        reason: CloseReason,
        #[serde(flatten)]
        passed: Passed,
    },
    /// Another request was merged into it. `asks`: something in that one waits for an answer, as if it had been written here.
    TicketMergedIn = "ticket.merged_in" {
        from: TicketId,
        asks: bool,
        #[serde(flatten)]
        passed: Passed,
    },
    /// That was undone.
    TicketMergeUndone = "ticket.merge_undone" { from: TicketId },
    TicketLinked = "ticket.linked" { to: TicketId },
    /// A person noted what it has to do with another, or took that back.
    TicketLinkAdded = "ticket.link_added" { to: TicketId, link: TicketLink },
    TicketLinkRemoved = "ticket.link_removed" { to: TicketId, link: TicketLink },
    /// A third party was waited for too long and the responsible post was told.
    TicketEscalated = "ticket.escalated" { stage: Stage },
    MessageAdded = "message.added" {
        message: MessageId,
        visibility: Visibility,
        author: AuthorKind,
        #[serde(flatten)]
        passed: Passed,
    },
    FileAdded = "file.added" {
        file: FileId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        message: Option<MessageId>,
    },
    /// Staff fetched it: once a day for each of them and each file.
    FileDownloaded = "file.downloaded" { file: FileId },
    RatingGiven = "rating.given" { score: u8 },
    ClockWarned = "clock.warned" { clock: ClockChange },
    ClockBreached = "clock.breached" { clock: ClockChange, stage: Stage },
    ClockCauseNoted = "clock.cause_noted" {
        metric: Metric,
        instance: u32,
        cause: BreachCause,
        /// What kind of party answers for it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        charged_to: Option<ChargedTo>,
        /// Which stage, team or user; the names of partners and merchants are not logged.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        charged: Option<String>,
    },
    /// A public pledge was broken on it, and owes its remedy.
    PledgeBroken = "pledge.broken" { pledge: String, metric: Metric },
    PledgeRemedied = "pledge.remedied" { pledge: String, outcome: RemedyState },
    /// A clock was given more time, for a reason that stands in a note.
    ClockExtended = "clock.extended" {
        metric: Metric,
        by: Span,
        #[serde(flatten)]
        passed: Passed,
    },
    /// A corrected calendar reached its clocks.
    TicketCorrected = "ticket.corrected" {
        calendar: CalendarId,
        #[serde(flatten)]
        passed: Passed,
    },
    /// A correction of the standard has it judged by another version; its clocks were counted anew.
    TicketRebound = "ticket.rebound" {
        standard: StandardId,
        correction: CorrectionId,
        #[serde(flatten)]
        passed: Passed,
    },
    /// A correction was begun: a version of the standard that reaches running work, or facts of many tickets.
    CorrectionBegun = "correction.begun" {
        correction: CorrectionId,
        of: CorrectionKind,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        standard: Option<StandardId>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        fields: Vec<FieldName>,
    },
    /// It has reached all it was for, in so many tickets.
    CorrectionDone = "correction.done" { correction: CorrectionId, tickets: u64 },
    CorrectionCancelled = "correction.cancelled" { correction: CorrectionId },
    /// An action on many tickets at once was begun, ended early, taken back; and what it came to.
    BulkBegun = "bulk.begun" { bulk: BulkId, action: BulkAction, tickets: u64 },
    BulkDone = "bulk.done" { bulk: BulkId, changed: u64, refused: u64 },
    BulkCancelled = "bulk.cancelled" { bulk: BulkId },
    BulkUndoBegun = "bulk.undo_begun" { bulk: BulkId },
    BulkUndone = "bulk.undone" { bulk: BulkId, restored: u64, kept: u64 },
    /// A list was saved under a name, by its owner or for those it is shared with; taken away.
    ViewSaved = "view.saved" { view: SavedViewId, share: ViewShare, team: Option<TeamId> },
    ViewRemoved = "view.removed" { view: SavedViewId },
    /// A template of replies was made or changed, and for whom it is; put aside; brought back.
    TemplateSaved = "template.saved" { template: ReplyTemplateId, share: ViewShare, team: Option<TeamId> },
    TemplateArchived = "template.archived" { template: ReplyTemplateId },
    TemplateRestored = "template.restored" { template: ReplyTemplateId },
    /// A calendar, or another version of one, was made.
    CalendarSet = "calendar.set" { calendar: CalendarId },
    /// It has reached every clock that ran, in so many tickets.
    CalendarCarried = "calendar.carried" { calendar: CalendarId, tickets: u64 },
    ReminderSent = "reminder.sent" { to: WaitOn, number: u8 },
    OwnershipCodeSent = "ownership.code_sent",
    OwnershipShown = "ownership.shown",
    OwnershipRefused = "ownership.refused",
    PersonCreated = "person.created",
    PersonUpdated = "person.updated" { fields: Vec<FieldName> },
    /// What identified a person was destroyed, together with what was written in their tickets.
    PersonErased = "person.erased" { tickets: u64, messages: u64, files: u64 },
    /// The same, told in the history of each ticket.
    TicketErased = "ticket.erased",
    HoldPlaced = "hold.placed" {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Timestamp>,
    },
    HoldLifted = "hold.lifted",
    PrivacyReceived = "privacy.received" { person: PersonId, request: PrivacyKind, source: PrivacySource, due: Timestamp },
    PrivacyIdentified = "privacy.identified" { proof: IdentityProof },
    PrivacyExtended = "privacy.extended" { due: Timestamp },
    /// Part of the time is over: the n-th warning, counted from 1.
    PrivacyWarned = "privacy.warned" { number: u8 },
    /// The time was over before the request was dealt with.
    PrivacyLate = "privacy.late",
    /// A copy of everything held about the person was asked for, is ready, left the house, or is gone.
    PrivacyPackageAsked = "privacy.package_asked",
    PrivacyPackageMade = "privacy.package_made" { bytes: u64 },
    PrivacyPackageDownloaded = "privacy.package_downloaded",
    PrivacyPackageRemoved = "privacy.package_removed",
    PrivacyCompleted = "privacy.completed" {
        /// What was corrected.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        fields: Vec<FieldName>,
    },
    PrivacyRefused = "privacy.refused" { refusal: PrivacyRefusal },
    PrivacyWithdrawn = "privacy.withdrawn",
    PersonRevealed = "person.revealed" { fields: Vec<FieldName>, ticket: Option<TicketId> },
    PersonRevealRefused = "person.reveal_refused" { fields: Vec<FieldName> },
    UserCreated = "user.created" {
        role: Role,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        custom_role: Option<RoleId>,
    },
    UserUpdated = "user.updated" { fields: Vec<FieldName> },
    UserArchived = "user.archived",
    /// A link was sent by which a new user sets their first password.
    UserInvited = "user.invited",
    UserInvitationRevoked = "user.invitation_revoked",
    UserInvitationAccepted = "user.invitation_accepted",
    UserSignedIn = "user.signed_in",
    UserSignedOut = "user.signed_out",
    UserSignInRefused = "user.sign_in_refused",
    UserLocked = "user.locked" { until: Timestamp },
    SessionRevoked = "session.revoked",
    PasswordChanged = "password.changed",
    /// Somebody said to have forgotten it, and a link was sent.
    PasswordResetAsked = "password.reset_asked",
    SecondFactorEnabled = "second_factor.enabled",
    SecondFactorDisabled = "second_factor.disabled",
    /// Taken away by somebody else, because it was lost.
    SecondFactorReset = "second_factor.reset",
    SecondFactorCodesMade = "second_factor.codes_made",
    SecondFactorCodeUsed = "second_factor.code_used",
    /// The identity provider's account is this user's from now on.
    IdentityLinked = "identity.linked",
    IdentityUnlinked = "identity.unlinked",
    PasskeyAdded = "passkey.added" { passkey: PasskeyId },
    PasskeyRemoved = "passkey.removed" { passkey: PasskeyId },
    /// Signed in with it.
    PasskeyUsed = "passkey.used" { passkey: PasskeyId },
    RoleSecondFactorSet = "role.second_factor_set" { role: Role, required: bool },
    /// A role of the installation's own, with everything it grants.
    RoleCreated = "role.created" { custom_role: RoleId, base: Role, grants: Grants },
    RoleUpdated = "role.updated" {
        custom_role: RoleId,
        fields: Vec<FieldName>,
        /// What it grants after the change, when that was changed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        grants: Option<Grants>,
    },
    RoleArchived = "role.archived" { custom_role: RoleId },
    TokenCreated = "token.created" { user: UserId, permissions: Vec<Permission> },
    TokenRevoked = "token.revoked",
    TeamCreated = "team.created",
    TeamUpdated = "team.updated" { fields: Vec<FieldName> },
    StandardAdopted = "standard.adopted",
    /// A draft was begun from another version.
    StandardDrafted = "standard.drafted" { number: i64, basis: StandardId },
    StandardEdited = "standard.edited",
    StandardSubmitted = "standard.submitted",
    /// The n-th of those whose word it takes, counted from 1.
    StandardApproved = "standard.approved" { approval: u8 },
    StandardReturned = "standard.returned",
    StandardScheduled = "standard.scheduled" { from: Timestamp },
    StandardWithdrawn = "standard.withdrawn",
    StandardCommented = "standard.commented",
    /// From now on it judges what arrives.
    StandardInForce = "standard.in_force",
    /// Somebody it binds has read it.
    StandardAcknowledged = "standard.acknowledged",
    /// It is soon to be looked over.
    StandardReviewDue = "standard.review_due" { due: Timestamp },
    /// It was looked over and stays as it is.
    StandardReviewed = "standard.reviewed",
    /// A past period is replayed against it; the subject is the version of the standard.
    BacktestBegun = "backtest.begun" { backtest: BacktestId, from: Timestamp, to: Timestamp },
    BacktestFinished = "backtest.finished" { backtest: BacktestId, tickets: u64 },
    /// Somebody stopped it.
    BacktestCancelled = "backtest.cancelled" { backtest: BacktestId },
    /// Somebody had it go on where it was stopped.
    BacktestResumed = "backtest.resumed" { backtest: BacktestId },
    BacktestFailed = "backtest.failed" { backtest: BacktestId },
    BacktestRemoved = "backtest.removed" { backtest: BacktestId },
    /// An entry of the register of laws, by its id.
    LawAdded = "law.added" { law: String },
    /// So many clauses in force cite it and wait to be looked at.
    LawAmended = "law.amended" { law: String, clauses: u64 },
    LawClauseReviewed = "law.clause_reviewed" { law: String, clause: String },
    MaintenancePlanned = "maintenance.planned" { maintenance: MaintenanceId },
    MaintenanceChanged = "maintenance.changed" { maintenance: MaintenanceId },
    /// It was called off.
    MaintenanceCancelled = "maintenance.cancelled" { maintenance: MaintenanceId },
    /// It was over before its time.
    MaintenanceFinished = "maintenance.finished" { maintenance: MaintenanceId },
    SetupCompleted = "setup.completed",
    /// An import was taken back, and this ticket with it.
    TicketRemoved = "ticket.removed",
    /// Kept figures were thrown away, to be made anew from the log.
    FiguresRebuilt = "figures.rebuilt",
    SettingChanged = "setting.changed" { setting: SettingName },
    /// A test message was sent, and the mail server took it or not.
    MailTested = "mail.tested" { taken: bool },
    /// An operator worded a kind of letter anew, or had the built-in wording count again.
    WordingSet = "wording.set" { letter: String, language: Language, version: i64, own: bool },
    /// A received mail that was set aside is taken up again.
    MailRetried = "mail.retried" { mail: MailId },
    /// Somebody decided that a received mail is nothing.
    MailDropped = "mail.dropped" { mail: MailId },
    /// A received mail was read as it came, with everything in it in clear.
    MailOpened = "mail.opened" { mail: MailId },
    /// A letter did not arrive, as a mail server said.
    LetterBounced = "letter.bounced" { letter: NotificationId, cause: BounceCause },
    /// An address is written to no more.
    AddressSuppressed = "address.suppressed" { suppression: SuppressionId, cause: BounceCause },
    /// Somebody decided that it is written to again.
    AddressReleased = "address.released" { suppression: SuppressionId },
    /// It was sent once more because somebody said so.
    LetterResent = "letter.resent" { letter: NotificationId },
    /// It was not sent, because its requester does without letters of this kind.
    LetterWithheld = "letter.withheld" { letter: NotificationId, topic: LetterTopic },
    /// The requester chose which letters they do without.
    TicketLettersChosen = "ticket.letters_chosen" { scope: ChoiceScope, off: Vec<LetterTopic> },
    LettersReleased = "letters.released" { letters: u64 },
    LettersDropped = "letters.dropped" { letters: u64 },
    /// A list was taken away as a file of so many rows.
    ListExported = "list.exported" { list: ExportedList, format: TableFormat, rows: u64 },
    TicketExported = "ticket.exported",
    /// What was written in it was destroyed because its time was over, by this version of the rules.
    TicketRetired = "ticket.retired" { class: RetentionClass, policy: i64 },
    RetentionSet = "retention.set" { policy: i64 },
    RetentionApproved = "retention.approved" { policy: i64, automatic: bool },
    RetentionStarted = "retention.started" { run: RetentionRunId, policy: i64, mode: RetentionMode },
    RetentionCompleted = "retention.completed" { run: RetentionRunId },
    RetentionCancelled = "retention.cancelled" { run: RetentionRunId },
    /// Given-up background work was tried again: a job's id, or a reader's name and a position.
    WorkRetried = "work.retried" { work: String },
    WorkDropped = "work.dropped" { work: String },
    BackupAsked = "backup.asked" { backup: BackupId },
    BackupCompleted = "backup.completed" { backup: BackupId },
    BackupFailed = "backup.failed" { backup: BackupId },
    /// A new version of keys was asked for.
    KeyRotated = "key.rotated" { keys: KeyFamily, version: u32 },
    /// Nothing is left that older versions made.
    KeyMoved = "key.moved" { keys: KeyFamily, version: u32 },
    /// Versions older than this one were taken out of the key ring.
    KeyRetired = "key.retired" { keys: KeyFamily, version: u32 },
    /// The index of search was wanted anew.
    SearchRebuilt = "search.rebuilt",
    ImportStarted = "import.started" { import: ImportId, records: ImportKind },
    ImportFinished = "import.finished" { import: ImportId, created: u64, failed: u64 },
    /// Somebody stopped it.
    ImportCancelled = "import.cancelled" { import: ImportId },
    /// Its file cannot be read on.
    ImportFailed = "import.failed" { import: ImportId },
    /// Its failed rows were taken away as a file.
    ImportRowsExported = "import.rows_exported" { import: ImportId, rows: u64 },
    /// Everything was wanted as one file, contacts in clear or masked.
    ExportAsked = "export.asked" { export: ExportId, contacts: bool },
    ExportMade = "export.made" { export: ExportId, records: u64 },
    ExportFailed = "export.failed" { export: ExportId },
    ExportDownloaded = "export.downloaded" { export: ExportId },
    /// Its file was destroyed: somebody wanted that, or its time was over.
    ExportRemoved = "export.removed" { export: ExportId },
    /// Another system is told of events from now on.
    WebhookCreated = "webhook.created" { webhook: WebhookId },
    WebhookUpdated = "webhook.updated" { webhook: WebhookId },
    /// It has a new secret; the one before signs too for a while.
    WebhookRotated = "webhook.rotated" { webhook: WebhookId },
    WebhookStopped = "webhook.stopped" { webhook: WebhookId, stop: WebhookStop },
    /// It goes on; what had waited was passed over, or not.
    WebhookResumed = "webhook.resumed" { webhook: WebhookId, skipped: bool },
    WebhookRemoved = "webhook.removed" { webhook: WebhookId },
    /// Something without content was sent to see whether it is taken.
    WebhookTested = "webhook.tested" { webhook: WebhookId, taken: bool },
    /// Deliveries that had been given up are tried again.
    WebhookResent = "webhook.resent" { webhook: WebhookId, deliveries: u64 },
    WebhookReplayed = "webhook.replayed" { webhook: WebhookId, from: Timestamp },
    WebhookReplayCancelled = "webhook.replay_cancelled" { webhook: WebhookId },
    ImportUndone = "import.undone" { import: ImportId, undone: u64, kept: u64 },
}
