use super::*;
use crate::id::Id;
use crate::ticket::CloseReason;

fn user(n: i64) -> UserId {
    UserId::from_raw(n)
}

fn concerned() -> Concerned {
    Concerned {
        assignee: Some(user(1)),
        owner: Some(user(2)),
        lead: Some(user(3)),
    }
}

fn said(author: AuthorKind, visibility: Visibility) -> EventBody {
    EventBody::MessageAdded {
        message: Id::from_raw(9),
        visibility,
        author,
        passed: Default::default(),
    }
}

#[test]
fn a_requesters_word_is_told_to_whoever_works_on_it() {
    let body = said(AuthorKind::Requester, Visibility::Public);
    let kind = NoticeKind::RequesterReplied;
    assert_eq!(notices_of(&body, &concerned()), [(Audience::User(user(1)), kind)]);
    let owned = Concerned {
        assignee: None,
        ..concerned()
    };
    assert_eq!(notices_of(&body, &owned), [(Audience::User(user(2)), kind)]);
    assert_eq!(notices_of(&body, &Concerned::default()), []);
    assert_eq!(message_of(&body), Some(Id::from_raw(9)));
}

#[test]
fn what_colleagues_say_rings_nobodys_bell() {
    for (author, visibility) in [
        (AuthorKind::Agent, Visibility::Public),
        (AuthorKind::Agent, Visibility::Internal),
        (AuthorKind::System, Visibility::Public),
    ] {
        assert_eq!(notices_of(&said(author, visibility), &concerned()), []);
    }
}

#[test]
fn an_offer_is_told_to_one_person_or_to_a_team() {
    let offered = |to, team| EventBody::TicketHandoverOffered { to, team };
    let (team, kind) = (TeamId::from_raw(7), NoticeKind::HandoverOffered);
    let told = |to, team| notices_of(&offered(to, team), &concerned());
    assert_eq!(told(Some(user(5)), Some(team)), [(Audience::User(user(5)), kind)]);
    assert_eq!(told(None, Some(team)), [(Audience::Team(team), kind)]);
}

#[test]
fn a_merged_or_finished_ticket_is_no_news() {
    let body = EventBody::TicketArchived {
        reason: CloseReason::Completed,
        merged_into: None,
        passed: Default::default(),
    };
    assert_eq!(notices_of(&body, &concerned()), []);
}

#[test]
fn nobody_is_told_of_what_they_did() {
    assert!(!is_told(user(1), ActorRef::User(user(1))));
    assert!(is_told(user(1), ActorRef::User(user(2))));
    assert!(is_told(user(1), ActorRef::Public));
}
