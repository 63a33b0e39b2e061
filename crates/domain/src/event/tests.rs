mod correction;
mod mail;
mod quality;
mod together;
mod webhook;

use super::*;
use crate::access::{Permission, Role};
use crate::clock::{BreachCause, ClockChange, ClockChangeKind, Metric};
use crate::codes::Code;
use crate::export::{ExportedList, TableFormat};
use crate::import::ImportKind;
use crate::keys::KeyFamily;
use crate::privacy::{IdentityProof, PrivacyKind, PrivacyRefusal, PrivacySource};
use crate::retention::{RetentionClass, RetentionMode};
use crate::stage::Stage;
use crate::ticket::{AuthorKind, CloseReason, ConfirmedBy, Facts, Visibility, WaitOn};
use crate::time::{Span, Timestamp};
use proptest::prelude::*;
use std::collections::BTreeSet;

const AT: Timestamp = Timestamp::from_micros(1_772_413_200_000_000);

fn clock() -> ClockChange {
    ClockChange {
        metric: Metric::FirstResponse,
        instance: 1,
        change: ClockChangeKind::Breached,
        late: false,
        level: None,
        at: Some(AT),
    }
}

fn passed() -> Passed {
    Passed {
        stages: vec![Stage::Classified, Stage::Assigned],
        clocks: vec![clock()],
    }
}

fn samples() -> Vec<EventBody> {
    [
        others(),
        correction::samples(),
        quality::samples(),
        together::samples(),
        mail::samples(),
        webhook::samples(),
    ]
    .concat()
}

fn others() -> Vec<EventBody> {
    use EventBody as E;
    let (facts, fields) = (Facts::default(), vec![FieldName::Email, FieldName::Phone]);
    let id = Id::from_raw;
    vec![
        E::TicketReceived {
            person: Some(Id::from_raw(5)),
            standard: Id::from_raw(6),
            facts: facts.clone(),
            priority: 3,
            received_at: Some(AT),
            passed: passed(),
        },
        E::TicketImported {
            import: Id::from_raw(8),
            person: Id::from_raw(5),
            standard: Id::from_raw(6),
            facts: facts.clone(),
            priority: 3,
            received_at: AT,
            passed: passed(),
        },
        E::TicketClassified {
            facts: facts.clone(),
            priority: 1,
            fields: vec![FieldName::Category],
            passed: passed(),
        },
        E::TicketAssigned {
            assignee: Some(Id::from_raw(1)),
            team: None,
            passed: passed(),
        },
        E::TicketStarted { passed: passed() },
        E::TicketWaiting {
            on: WaitOn::Requester,
            until: Some(AT + Span::days(1)),
            passed: passed(),
        },
        E::TicketResumed { passed: passed() },
        E::TicketResolved {
            message: Id::from_raw(9),
            passed: passed(),
        },
        E::TicketConfirmed {
            by: ConfirmedBy::Silence,
            passed: passed(),
        },
        E::TicketObjected {
            message: Id::from_raw(9),
            passed: passed(),
        },
        E::TicketReopened { passed: passed() },
        E::TicketArchived {
            reason: CloseReason::Merged,
            merged_into: Some(id(4)),
            passed: passed(),
        },
        E::TicketUpdated {
            fields: fields.clone(),
            facts: Some(facts),
            correction: Some(Id::from_raw(9)),
            passed: Passed::default(),
        },
        E::TicketLinked { to: Id::from_raw(2) },
        E::TicketEscalated {
            stage: Stage::WaitingThirdParty,
        },
        E::MessageAdded {
            message: Id::from_raw(3),
            visibility: Visibility::Public,
            author: AuthorKind::Agent,
            passed: passed(),
        },
        E::FileAdded {
            file: Id::from_raw(3),
            message: None,
        },
        E::FileDownloaded {
            file: Id::from_raw(3),
        },
        E::RatingGiven { score: 5 },
        E::ClockWarned {
            clock: ClockChange {
                level: Some(1),
                ..clock()
            },
        },
        E::ClockBreached {
            clock: clock(),
            stage: Stage::Received,
        },
        E::ClockCauseNoted {
            metric: Metric::Closed,
            instance: 1,
            cause: BreachCause::Carrier,
            charged_to: None,
            charged: None,
        },
        E::ClockExtended {
            metric: Metric::Closed,
            by: Span::hours(3),
            passed: passed(),
        },
        E::ReminderSent {
            to: WaitOn::ThirdParty,
            number: 1,
        },
        E::OwnershipCodeSent,
        E::OwnershipShown,
        E::OwnershipRefused,
        E::PersonCreated,
        E::PersonUpdated {
            fields: fields.clone(),
        },
        E::PersonErased {
            tickets: 1,
            messages: 3,
            files: 0,
        },
        E::TicketErased,
        E::HoldPlaced { until: Some(AT) },
        E::HoldLifted,
        E::PrivacyReceived {
            person: Id::from_raw(1),
            request: PrivacyKind::Access,
            source: PrivacySource::Staff,
            due: AT,
        },
        E::PrivacyIdentified {
            proof: IdentityProof::OneTimeCode,
        },
        E::PrivacyExtended { due: AT },
        E::PrivacyWarned { number: 1 },
        E::PrivacyLate,
        E::PrivacyPackageAsked,
        E::PrivacyPackageMade { bytes: 7 },
        E::PrivacyPackageDownloaded,
        E::PrivacyPackageRemoved,
        E::PrivacyCompleted {
            fields: vec![FieldName::Email],
        },
        E::PrivacyRefused {
            refusal: PrivacyRefusal::LegalHold,
        },
        E::PrivacyWithdrawn,
        E::PersonRevealed {
            fields: fields.clone(),
            ticket: Some(Id::from_raw(1)),
        },
        E::PersonRevealRefused {
            fields: fields.clone(),
        },
        E::UserCreated {
            role: Role::Agent,
            custom_role: Some(Id::from_raw(3)),
        },
        E::UserUpdated {
            fields: fields.clone(),
        },
        E::UserArchived,
        E::UserInvited,
        E::UserInvitationRevoked,
        E::UserInvitationAccepted,
        E::UserSignedIn,
        E::UserSignedOut,
        E::UserSignInRefused,
        E::UserLocked { until: AT },
        E::SessionRevoked,
        E::PasswordChanged,
        E::PasswordResetAsked,
        E::SecondFactorEnabled,
        E::SecondFactorDisabled,
        E::SecondFactorReset,
        E::SecondFactorCodesMade,
        E::SecondFactorCodeUsed,
        E::KeyRotated {
            keys: KeyFamily::Sealing,
            version: 2,
        },
        E::KeyMoved {
            keys: KeyFamily::Lookup,
            version: 2,
        },
        E::KeyRetired {
            keys: KeyFamily::Sealing,
            version: 2,
        },
        E::SearchRebuilt,
        E::IdentityLinked,
        E::IdentityUnlinked,
        E::PasskeyAdded {
            passkey: Id::from_raw(4),
        },
        E::PasskeyRemoved {
            passkey: Id::from_raw(4),
        },
        E::PasskeyUsed {
            passkey: Id::from_raw(4),
        },
        E::RoleSecondFactorSet {
            role: Role::Agent,
            required: true,
        },
        E::RoleCreated {
            custom_role: Id::from_raw(3),
            base: Role::Agent,
            grants: Role::Agent.grants(),
        },
        E::RoleUpdated {
            custom_role: Id::from_raw(3),
            fields: vec![FieldName::Grants],
            grants: Some(Role::Agent.grants()),
        },
        E::RoleArchived {
            custom_role: Id::from_raw(3),
        },
        E::TokenCreated {
            user: Id::from_raw(1),
            permissions: vec![Permission::TicketRead],
        },
        E::TokenRevoked,
        E::TeamCreated,
        E::TeamUpdated { fields },
        E::SetupCompleted,
        E::SettingChanged {
            setting: SettingName::Mail,
        },
        E::MailTested { taken: false },
        E::MailRetried {
            mail: Id::from_raw(1),
        },
        E::MailDropped {
            mail: Id::from_raw(1),
        },
        E::MailOpened {
            mail: Id::from_raw(1),
        },
        E::LettersReleased { letters: 2 },
        E::LettersDropped { letters: 1 },
        E::ListExported {
            list: ExportedList::Tickets,
            format: TableFormat::Xlsx,
            rows: 7,
        },
        E::TicketExported,
        E::TicketRetired {
            class: RetentionClass::Complaint,
            policy: 2,
        },
        E::RetentionSet { policy: 2 },
        E::RetentionApproved {
            policy: 2,
            automatic: true,
        },
        E::RetentionStarted {
            run: Id::from_raw(1),
            policy: 2,
            mode: RetentionMode::Dry,
        },
        E::RetentionCompleted { run: Id::from_raw(1) },
        E::RetentionCancelled { run: Id::from_raw(1) },
        E::WorkRetried {
            work: "job_0000000000001".to_owned(),
        },
        E::WorkDropped {
            work: "index:17".to_owned(),
        },
        E::BackupAsked {
            backup: Id::from_raw(1),
        },
        E::BackupCompleted {
            backup: Id::from_raw(1),
        },
        E::BackupFailed {
            backup: Id::from_raw(1),
        },
        E::ExportAsked {
            export: Id::from_raw(1),
            contacts: true,
        },
        E::ExportMade {
            export: Id::from_raw(1),
            records: 7,
        },
        E::ExportFailed {
            export: Id::from_raw(1),
        },
        E::ExportDownloaded {
            export: Id::from_raw(1),
        },
        E::ExportRemoved {
            export: Id::from_raw(1),
        },
        E::ImportStarted {
            import: Id::from_raw(1),
            records: ImportKind::Tickets,
        },
        E::ImportFinished {
            import: Id::from_raw(1),
            created: 7,
            failed: 1,
        },
        E::ImportCancelled {
            import: Id::from_raw(1),
        },
        E::ImportFailed {
            import: Id::from_raw(1),
        },
        E::ImportRowsExported {
            import: Id::from_raw(1),
            rows: 1,
        },
        E::ImportUndone {
            import: Id::from_raw(1),
            undone: 6,
            kept: 1,
        },
    ]
}

#[test]
fn every_kind_is_stored_under_its_name_and_read_back() {
    let mut seen = BTreeSet::new();
    for body in samples() {
        let json = body.canonical_json().unwrap();
        let value: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(value["kind"], body.kind().as_str());
        assert_eq!(value["v"], 1);
        assert_eq!(EventBody::from_json(&json).unwrap(), body, "{json}");
        assert_eq!(canonical_json(&value).unwrap(), json);
        assert_eq!(body.kind().code().parse::<EventKind>(), Ok(body.kind()));
        seen.insert(body.kind());
    }
    let missing: Vec<_> = EventKind::ALL
        .iter()
        .filter(|kind| !seen.contains(kind))
        .collect();
    assert!(missing.is_empty(), "no sample of {missing:?}");
}

#[test]
fn the_stored_form_is_fixed() {
    let body = EventBody::TicketAssigned {
        assignee: Some(Id::from_raw(1)),
        team: None,
        passed: passed(),
    };
    assert_eq!(
        body.canonical_json().unwrap(),
        "{\"assignee\":\"usr_0000000000001\",\"clocks\":[{\"at\":\"2026-03-02T01:00:00Z\",\"change\":\"breached\",\
         \"instance\":1,\"metric\":\"first_response\"}],\"kind\":\"ticket.assigned\",\
         \"stages\":[\"classified\",\"assigned\"],\"team\":null,\"v\":1}"
    );
    assert_eq!(
        EventBody::OwnershipShown.canonical_json().unwrap(),
        r#"{"kind":"ownership.shown","v":1}"#
    );
}

#[test]
fn fields_of_a_later_version_are_passed_over_and_unknown_kinds_refused() {
    let later = r#"{"kind":"rating.given","mood":"sunny","score":4,"v":1}"#;
    assert_eq!(
        EventBody::from_json(later).unwrap(),
        EventBody::RatingGiven { score: 4 }
    );
    assert!(EventBody::from_json(r#"{"kind":"rating.taken"}"#).is_err());
    assert!(EventBody::from_json(r#"{"score":4}"#).is_err());
}

#[test]
fn subjects_and_actors_round_trip_through_their_stored_form() {
    for &kind in SubjectKind::ALL {
        let raw = if kind == SubjectKind::System { 0 } else { 77 };
        let subject = Subject::from_parts(kind, raw);
        assert_eq!(subject.parts(), (kind, raw));
    }
    let mut actors = vec![
        ActorRef::User(Id::from_raw(1)),
        ActorRef::Requester(Id::from_raw(2)),
        ActorRef::Public,
    ];
    actors.extend(SystemActor::ALL.iter().map(|&part| ActorRef::System(part)));
    for actor in actors {
        assert_eq!(ActorRef::from_text(&actor.to_text()), Some(actor));
    }
    assert_eq!(ActorRef::System(SystemActor::Timer).to_text(), "system:timer");
    for wrong in ["", "system", "system:", "tkt_0000000000001", "user"] {
        assert_eq!(ActorRef::from_text(wrong), None, "{wrong}");
    }
}

#[test]
fn the_hash_is_sha_256_of_the_bytes() {
    let hex: String = hash(b"abc").iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(
        hex,
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
}

fn json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        ".{0,8}".prop_map(Into::into),
    ];
    leaf.prop_recursive(3, 24, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
            prop::collection::vec((".{0,6}", inner), 0..4)
                .prop_map(|fields| serde_json::Value::Object(fields.into_iter().collect())),
        ]
    })
}

/// Keys of every object in byte order, as the text shows them.
fn sorted(value: &serde_json::Value, text: &str) -> bool {
    match value {
        serde_json::Value::Object(fields) => {
            let mut keys: Vec<&String> = fields.keys().collect();
            keys.sort_unstable();
            let mut from = 0;
            keys.iter().all(|key| {
                let key = format!("{}:", serde_json::to_string(key).unwrap());
                text[from..].find(&key).inspect(|at| from += at).is_some()
            })
        }
        _ => true,
    }
}

proptest! {
    #[test]
    fn canonical_json_is_stable_and_means_the_same(value in json()) {
        let text = canonical_json(&value).unwrap();
        let read: serde_json::Value = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(&read, &value);
        prop_assert_eq!(canonical_json(&read).unwrap(), text.clone());
        prop_assert!(sorted(&value, &text));
        // Shortest JSON there is of this value: no white space outside strings.
        prop_assert_eq!(text.len(), serde_json::to_string(&value).unwrap().len());
    }
}
