//! What each page is told: one struct per page, made of strings, codes, times and lists.
//!
//! Handlers fill them, templates read them, and nothing here knows how either works. A `Code` is one of the
//! product's stable codes (`in_progress`, `after-sales`, …) and is worded by the templates; everything else is
//! shown as it is and escaped. Personal data arrives already masked: no view unmasks anything.

mod account;
mod admin;
mod audit;
mod backtest;
mod backup;
mod board;
mod breach;
mod bulk;
mod calendar;
mod clock;
mod condition;
mod correction;
mod demo_mail;
mod demo_webhooks;
mod desk;
mod duplicate;
mod error;
mod export;
mod form;
mod frame;
mod handover;
mod history;
mod home;
mod import;
mod keys;
mod law;
mod letter;
mod letter_choice;
mod live;
mod mail_in;
mod maintenance;
mod mention;
mod message;
mod notice_choice;
mod outbox;
mod package;
mod pledge;
mod privacy;
mod privacy_request;
mod public_standard;
mod related;
mod reply_template;
mod request;
mod retention;
mod role;
mod saved_view;
mod search;
mod security;
mod settings;
mod sign_in;
mod split;
mod staff_notice;
mod standard;
mod suppression;
mod ticket;
mod token;
mod track;
mod webhook;

use std::borrow::Cow;

use serde::Serialize;

pub use account::{AccountView, IdentityLine, PasswordForm, ProfileForm, SessionLine, UserSessionsView};
pub use admin::{
    AdminView, DeadLetter, JobLine, JobsView, SearchIndexLine, TeamForm, TeamLine, TeamsView, UserForm,
    UserLine, UsersView,
};
pub use audit::{AuditEventView, AuditFamily, AuditFilters, AuditLine, AuditView};
pub use backtest::{
    BacktestChangesView, BacktestCount, BacktestForm, BacktestGroup, BacktestLine, BacktestRow,
    BacktestTarget, BacktestView, BacktestsView, ChangeLine, HourBar, TargetCell,
};
pub use backup::{BackupLine, BackupPlace, BackupsView};
pub use board::{
    BenchmarkView, BoardBar, BoardChart, BoardDayView, BoardLineView, BoardView, FigureView, ForecastLine,
    KpiLineView, SpreadView, TargetsView,
};
pub use breach::{BranchLine, BreachLine, BreachesView, PartyLine};
pub use bulk::{BulkForm, BulkLine, BulkNewView, BulkTicketLine, BulkView, BulksView};
pub use calendar::{
    CalendarDayLine, CalendarForm, CalendarLine, CalendarMonth, CalendarNewView, CalendarVersionLine,
    CalendarView, CalendarsView,
};
pub use clock::{ChargedView, ClockView, ClockWhy};
pub use condition::{ConditionField, ConditionView, MatchesView, RuleEditView, RuleLine};
pub use correction::{
    ChangeField, CorrectedLine, CorrectionLine, CorrectionNewView, CorrectionView, CorrectionsView,
};
pub use demo_mail::{
    CaughtMailLine, DemoLetterView, DemoMailView, DemoMailWriteView, PersonMail, WrittenNote,
};
pub use demo_webhooks::{DemoHookLine, DemoHooksView};
pub use desk::{DeskFilters, DeskView, QueueLine, TicketLine};
pub use duplicate::{DuplicateLine, DuplicatesCard, DuplicatesView};
pub use error::ErrorView;
pub use export::{ExportForm, ExportLine, ExportsView};
pub use form::{CategoryGroup, Choice, FieldProblem, Problems};
pub use frame::{AnnouncementBar, Frame, FrameUser, Notice, Theme, Tone};
pub use handover::{HandoverForm, HandoverLine, HandoverParties, HandoversView};
pub use history::{ActorView, ClockChangeLine, EventDetail, EventLine};
pub use home::{HomeView, Pledge};
pub use import::{
    ImportCheckedView, ImportCounts, ImportFieldLine, ImportForm, ImportLine, ImportNewView, ImportPageView,
    ImportRowLine, ImportsView,
};
pub use keys::{KeyChangeLine, KeyFamilyLine, KeysView};
pub use law::{LawChangeLine, LawFlagLine, LawForm, LawLine, LawPageView, LawsView};
pub use letter::{
    LetterForm, LetterKindLine, LetterShown, LetterStateLine, LetterVersionLine, LetterView, LettersView,
};
pub use letter_choice::{LetterEndView, LetterTopicLine, OwnLettersView};
pub use live::{LastChange, LiveView};
pub use mail_in::{MailCount, MailInOneView, MailInView, MailLine, MailSourceLine};
pub use maintenance::{
    AnnouncedView, MaintenanceForm, MaintenanceLine, MaintenanceListView, MaintenancePageView,
};
pub use mention::{MentionLine, MentionsView};
pub use message::{Composer, FileLine, MergedFromLine, MessageLine, SenderNote, SplitPartLine, UploadLine};
pub use notice_choice::{NoticeChoiceLine, NoticeChoiceView};
pub use outbox::{DemoOutboxView, OutboxLine, OutboxView};
pub use package::{
    Disclosure, FileCopy, HappenedCopy, LetterCopy, MessageCopy, PersonFacts, PersonalData, RatingCopy,
    RequestCopy, TicketCopy,
};
pub use pledge::{BrokenPledgeLine, PledgeFiguresLine, PledgeOnTicket, PledgesView, RemedyForm};
pub use privacy::{EraseForm, HoldForm, HoldLine, PersonPrivacyView, PrivacyTicketLine};
pub use privacy_request::{
    DataClassTable, DataClassesView, OwnPrivacyLine, OwnPrivacyView, PackageLine, PrivacyForm, PrivacyLine,
    PrivacyListView, PrivacyStepForm, PrivacyView,
};
pub use public_standard::{PledgeLine, PublicStandardView, ServiceLine, TierLine};
pub use related::{LinkForm, RelatedCard, RelatedLine};
pub use reply_template::{
    ReplyTemplateForm, ReplyTemplateLine, ReplyTemplateView, ReplyTemplatesView, TemplateGroup,
    TemplateOffer, TemplatePreview, TemplateText, TemplateVersionLine,
};
pub use request::{ReceiptView, RequestForm, RequestLimits, SubmitView, TrackFormView};
pub use retention::{
    RetentionCountLine, RetentionRuleLine, RetentionRunLine, RetentionSampleLine, RetentionView,
};
pub use role::{
    GrantDifference, GrantProblem, PageDifference, PeopleCount, PreviewTicket, RoleArea, RoleColumn,
    RoleEditorView, RoleGrant, RoleLine, RoleReview, RolesView,
};
pub use saved_view::{SavedViewForm, SavedViewLine, SavedViewView, SavedViewsView};
pub use search::{SearchExample, SearchLine, SearchPiece, SearchProblem, SearchTextLine, SearchView};
pub use security::{EnrolmentView, PasskeyAsk, PasskeyLine, SecondStepView, SecurityView};
pub use settings::{MailForm, MailView, RoutingForm, SettingsView, TierTeam};
pub use sign_in::{DemoLogin, ForgotView, PasswordLinkView, SetupView, SignInView};
pub use split::{SplitForm, SplitLine, SplitView};
pub use staff_notice::{StaffNoticeLine, StaffNoticesView};
pub use standard::{
    CitedLaw, ClauseArea, ClauseDiff, ClauseLine, FigureDiff, FigureLine, KpiLine, MarkLine, ReaderLine,
    ReaderTeamLine, RemarkLine, StandardDiffView, StandardDutyView, StandardEditView, StandardLine,
    StandardReadersView, StandardView, StandardsView, TextLine,
};
pub use suppression::{SuppressionLine, SuppressionsView, UnreachableNote};
pub use ticket::{
    ActionForm, NewTicketView, OtherRequest, RequesterCard, RevealForm, Revealed, ServiceForm, TicketFacts,
    TicketTab, TicketView,
};
pub use token::{IssuedToken, TokenForm, TokenLine, TokensView};
pub use track::{
    MergedView, ObjectionForm, OwnershipForm, OwnershipWay, RatingForm, RatingLine, StepLine, StepState,
    TrackMay, TrackView,
};
pub use webhook::{
    DeliveryLine, ReplayLine, WebhookForm, WebhookLine, WebhookNewView, WebhookTrialView, WebhookView,
    WebhooksView,
};

/// A stable code of the product; templates word it through the locale files.
pub type Code = Cow<'static, str>;

/// A page: which template shows it.
pub trait View: Serialize {
    /// Path of the template inside `templates/`.
    const TEMPLATE: &'static str;
}
