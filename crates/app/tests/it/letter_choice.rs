//! Which letters a requester does without: chosen on the tracking page or by a letter's link, counted when a letter is sent.

use serde_json::json;
use touchstone_app::Call;
use touchstone_app::background::jobs_step;
use touchstone_app::letter::{letter_end, letter_end_switch, own_letters, own_letters_choose};
use touchstone_app::notify::{Delivery, OutboxEntry, letter_resend};
use touchstone_app::person::CodeChecked;
use touchstone_app::ticket::{self, Receipt};
use touchstone_domain::contact::ContactKind;
use touchstone_domain::event::EventKind;
use touchstone_domain::letter_choice::{ChoiceScope, LetterTopic};
use touchstone_domain::time::Span;
use touchstone_store::Store;
use touchstone_testkit::both_engines;

use crate::notify::{outbox, server, with_mail};
use crate::support::{code, public};
use crate::ticket_support::Floor;
use crate::track::digits;

fn anyone() -> Call {
    public("198.51.100.9")
}

/// The token of whoever has just sent a ticket in.
async fn sender(floor: &Floor, receipt: &Receipt) -> String {
    let opened = ticket::track_begin(floor.app(), &anyone(), receipt)
        .await
        .unwrap();
    opened.unwrap().token.reveal().to_owned()
}

/// The token of who has shown with a code that a contact is theirs.
async fn proven(floor: &Floor, receipt: &Receipt) -> String {
    let (call, tracking_code) = (anyone(), &receipt.tracking_code);
    ticket::track_code_send(floor.app(), &call, tracking_code, ContactKind::Email)
        .await
        .unwrap();
    let typed = digits(floor).await;
    let checked = ticket::track_code_check(floor.app(), &call, tracking_code, &typed).await;
    match checked.unwrap() {
        CodeChecked::Right(opened) => opened.token.reveal().to_owned(),
        other => panic!("{other:?}"),
    }
}

/// Everything that waits is sent or not; the outbox, oldest first.
async fn sent(floor: &Floor) -> Vec<OutboxEntry> {
    outbox(floor).await;
    while jobs_step(floor.app()).await.unwrap() {}
    outbox(floor).await
}

fn states(entries: &[OutboxEntry]) -> Vec<(&str, Delivery)> {
    let state = |entry: &OutboxEntry| entry.state;
    entries
        .iter()
        .map(|entry| (entry.template.as_str(), state(entry)))
        .collect()
}

/// The link under a letter.
fn link(entry: &OutboxEntry) -> Option<String> {
    let text = &entry.letter.as_ref().unwrap().1;
    let mut words = text.split_whitespace();
    words.find_map(|word| {
        let at = word.find("https://desk.example/letters/")?;
        word.get(at + "https://desk.example/letters/".len()..)
            .map(str::to_owned)
    })
}

both_engines! {
    async fn what_is_not_wanted_is_not_sent_and_said_so(store: Store) {
        let (port, mut messages) = server("250 fine").await;
        let floor = with_mail(store, port).await;
        let receipt = floor.received().await;
        let (id, token) = (receipt.ticket, sender(&floor, &receipt).await);
        let off = [LetterTopic::Progress];
        let chosen = own_letters_choose(floor.app(), &anyone(), &token, ChoiceScope::Ticket, &off).await.unwrap();
        assert_eq!(chosen.choice.topics().collect::<Vec<_>>(), off);
        // The same again is no choice.
        own_letters_choose(floor.app(), &anyone(), &token, ChoiceScope::Ticket, &off).await.unwrap();
        assert_eq!(floor.count(id, EventKind::TicketLettersChosen).await, 1);
        floor.does(id, "take", json!({})).await;
        floor.does(id, "start", json!({})).await;
        floor.reply(id, "在查").await;
        let entries = sent(&floor).await;
        assert_eq!(states(&entries), [
            ("receipt", Delivery::Sent), ("taken_up", Delivery::Suppressed), ("agent_replied", Delivery::Sent),
        ]);
        assert_eq!(entries[1].problem.as_deref(), Some("not_wanted"));
        assert_eq!(floor.count(id, EventKind::LetterWithheld).await, 1);
        let again = letter_resend(floor.app(), &floor.admin, entries[1].id).await;
        assert_eq!(code(again), "letter_not_resendable", "nobody sends it all the same");
        while let Ok(message) = messages.try_recv() {
            assert!(!message.contains("List-Unsubscribe"), "a receipt and an answer go in any case: {message}");
        }
    }

    async fn everything_but_what_must_be_told_is_stopped_for_one_request(store: Store) {
        let (port, _messages) = server("250 fine").await;
        let floor = with_mail(store, port).await;
        let receipt = floor.received().await;
        let (id, token) = (receipt.ticket, sender(&floor, &receipt).await);
        let stop = [LetterTopic::Replies];
        let chosen = own_letters_choose(floor.app(), &anyone(), &token, ChoiceScope::Ticket, &stop).await.unwrap();
        assert!(chosen.choice.stops() && chosen.choice.withholds(LetterTopic::Rating));
        floor.does(id, "take", json!({})).await;
        floor.does(id, "start", json!({})).await;
        floor.reply(id, "在查").await;
        floor.does(id, "resolve", json!({"solution": "已退"})).await;
        floor.confirms(id).await;
        assert_eq!(states(&sent(&floor).await), [
            ("receipt", Delivery::Sent), ("taken_up", Delivery::Suppressed), ("agent_replied", Delivery::Suppressed),
            ("resolved_please_confirm", Delivery::Sent), ("rating_invitation", Delivery::Suppressed),
        ]);
    }

    async fn a_choice_for_all_takes_proof_and_the_last_one_counts(store: Store) {
        let floor = Floor::on(store).await;
        let receipt = floor.received().await;
        let (off, all) = ([LetterTopic::Rating], ChoiceScope::Person);
        let mine = sender(&floor, &receipt).await;
        let refused = own_letters_choose(floor.app(), &anyone(), &mine, all, &off).await;
        assert_eq!(code(refused), "letters_unverified");
        let shown = proven(&floor, &receipt).await;
        let refused = own_letters_choose(floor.app(), &anyone(), &shown, all, &[LetterTopic::Replies]).await;
        assert_eq!(crate::support::fields(refused), ["off replies_of_one_request"]);
        own_letters_choose(floor.app(), &anyone(), &shown, all, &off).await.unwrap();
        assert!(own_letters(floor.app(), &mine).await.unwrap().choice.withholds(LetterTopic::Rating));
        floor.desk.wait(Span::minutes(1));
        own_letters_choose(floor.app(), &anyone(), &mine, ChoiceScope::Ticket, &[]).await.unwrap();
        let counts = own_letters(floor.app(), &shown).await.unwrap();
        assert!(counts.proven && counts.choice.topics().next().is_none());
        let other = floor.received().await;
        let theirs = own_letters(floor.app(), &sender(&floor, &other).await).await.unwrap();
        assert!(theirs.choice.topics().next().is_none(), "a claim of the same address is another person");
        assert_eq!(code(own_letters(floor.app(), "trk_made_up").await), "unauthenticated");
    }

    async fn a_letter_s_link_ends_its_kind_and_brings_it_back(store: Store) {
        let (port, mut messages) = server("250 fine").await;
        let floor = with_mail(store, port).await;
        let id = floor.in_progress().await.ticket;
        let entries = sent(&floor).await;
        assert_eq!(link(&entries[0]), None, "a receipt must be sent");
        let token = link(&entries[1]).expect("a link under the letter that work began");
        // They are handed over side by side.
        let letters = [messages.recv().await.unwrap(), messages.recv().await.unwrap()];
        let header = format!("List-Unsubscribe: <https://desk.example/letters/{token}>\n");
        let letter = letters.iter().find(|letter| letter.contains(&header)).expect("the header of the link");
        assert!(letter.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click\n"), "{letter}");
        let seen = letter_end(floor.app(), &token).await.unwrap();
        assert_eq!((seen.topic, seen.off), (LetterTopic::Progress, false), "looking changes nothing");
        for _ in 0..2 {
            letter_end_switch(floor.app(), &anyone(), &token, true).await.unwrap();
        }
        assert!(letter_end(floor.app(), &token).await.unwrap().off);
        assert_eq!(floor.count(id, EventKind::TicketLettersChosen).await, 1, "twice is once");
        let more = json!({"metric": "resolution", "by": "PT24H", "reason": "等待"});
        floor.act(&floor.lead, id, "extend", more.clone()).await.unwrap();
        assert_eq!(states(&sent(&floor).await)[2], ("more_time", Delivery::Suppressed));
        letter_end_switch(floor.app(), &anyone(), &token, false).await.unwrap();
        floor.act(&floor.lead, id, "extend", more).await.unwrap();
        assert_eq!(states(&sent(&floor).await)[3], ("more_time", Delivery::Sent));
        let forged = token.replacen(&token[..2], "ff", 1);
        for odd in [forged.as_str(), "", "x"] {
            assert_eq!(code(letter_end_switch(floor.app(), &anyone(), odd, true).await), "not_found");
        }
    }
}
