//! Reads every text the demo can say.

use super::cast::Cast;
use super::corpus::{Corpus, Matter, Voice};
use super::day::Day;
use super::filling::Filling;
use super::random::Random;
use super::rhythm;
use super::story::{Act, Author, Story};
use std::collections::BTreeSet;
use touchstone_domain::category::CategoryPath;
use touchstone_domain::language::Language;
use touchstone_domain::standard::Standard;
use touchstone_domain::text;
use touchstone_domain::time::Timestamp;

const PACK: &str = include_str!("../../../../data/standards/ecommerce-cn.toml");

fn matter_texts(matter: &Matter) -> impl Iterator<Item = &String> {
    let asked = matter
        .ask
        .iter()
        .flat_map(|(question, answer)| [question, answer]);
    [
        &matter.reply,
        &matter.solution,
        &matter.objection,
        &matter.reopen,
        &matter.note,
    ]
    .into_iter()
    .flatten()
    .chain(asked)
}

fn situation_texts(matter: &Matter) -> impl Iterator<Item = &String> {
    matter
        .situations
        .iter()
        .flat_map(|one| one.subject.iter().chain(&one.body).chain(&one.demand))
}

fn phrase_texts(voice: &Voice) -> Vec<&String> {
    let phrases = &voice.phrases;
    let (agent, requester, internal) = (&phrases.agent, &phrases.requester, &phrases.internal);
    let lists = [
        &phrases.file_name,
        &agent.hello,
        &agent.again,
        &agent.bye,
        &agent.solved,
        &agent.sorry,
        &agent.update,
        &requester.nudge,
        &requester.evidence,
        &requester.withdraw,
        &requester.reply_thanks,
        &internal.handover,
        &internal.reason,
        &internal.close,
    ];
    let parties = [&agent.third_party, &internal.resumed];
    let parties = parties
        .into_iter()
        .flat_map(|one| [&one.merchant, &one.courier, &one.bank, &one.technical]);
    let maps = phrases
        .opening
        .values()
        .chain(phrases.closing.values())
        .chain(phrases.rating.values());
    let spam = phrases.spam.iter().flat_map(|spam| [&spam.subject, &spam.body]);
    lists
        .into_iter()
        .chain(parties)
        .chain(maps)
        .flatten()
        .chain(spam)
        .collect()
}

fn sound(text: &str) -> bool {
    !text.contains(['{', '}', '[', ']', '|']) && !text.chars().any(|c| c.is_control() && c != '\n')
}

#[test]
fn every_text_can_be_filled() {
    let corpus = Corpus::load().unwrap();
    for voice in corpus.voices.values() {
        let all = voice
            .matters
            .values()
            .flat_map(|one| matter_texts(one).chain(situation_texts(one)));
        let words = voice.words.values().flatten();
        for text in all.chain(phrase_texts(voice)).chain(words) {
            for seed in 0..4 {
                let mut filling = Filling::new(&corpus, voice, Day::new(20_400), Random::new(seed));
                for slot in ["name", "surname", "given", "agent", "title"] {
                    filling.set(slot, "x");
                }
                let filled = filling
                    .fill(text)
                    .unwrap_or_else(|error| panic!("{text}: {error}"));
                assert!(sound(&filled), "{}: {text} became {filled}", voice.language);
            }
        }
    }
}

#[test]
fn what_is_said_of_a_category_fits_every_situation_of_it() {
    let corpus = Corpus::load().unwrap();
    for voice in corpus.voices.values() {
        for (category, matter) in &voice.matters {
            for group in &voice.groups {
                let slot = format!("{{{group}}}");
                let named = matter_texts(matter).find(|text| text.contains(&slot));
                assert!(
                    named.is_none(),
                    "{} {category} names {slot}: use {{product}}",
                    voice.language
                );
            }
        }
    }
}

#[test]
fn every_language_has_enough_to_say() {
    let corpus = Corpus::load().unwrap();
    let standard = Standard::parse(PACK).unwrap();
    let tree = standard.categories();
    let leaves: Vec<&CategoryPath> = tree.all().iter().filter(|path| path.leaf().is_some()).collect();
    for (language, enough) in [
        (Language::ZhCn, 250),
        (Language::En, 40),
        (Language::Ja, 30),
        (Language::Ko, 25),
    ] {
        let voice = corpus.voice(language).unwrap();
        let situations: usize = voice.matters.values().map(|one| one.situations.len()).sum();
        assert!(situations >= enough, "{language} has {situations} situations");
        for category in voice.matters.keys() {
            assert!(
                leaves.contains(&category),
                "{language}: no category {category} in the pack"
            );
        }
        for top in tree.tops() {
            assert!(
                voice.matters.keys().any(|one| one.within(top)),
                "{language} says nothing about {top}"
            );
        }
        for (category, matter) in &voice.matters {
            let lists = [
                &matter.reply,
                &matter.solution,
                &matter.objection,
                &matter.reopen,
                &matter.note,
            ];
            assert!(
                lists.iter().all(|list| !list.is_empty()) && !matter.ask.is_empty(),
                "{language} {category}"
            );
            assert!(
                matter
                    .situations
                    .iter()
                    .all(|one| !one.subject.is_empty() && !one.body.is_empty())
            );
        }
        for score in 1..=5 {
            assert!(
                voice.phrases.rating.contains_key(&score.to_string()),
                "{language}: no comment for {score}"
            );
        }
    }
    let chinese = corpus.voice(Language::ZhCn).unwrap();
    for leaf in &leaves {
        let count = chinese.matters.get(*leaf).map_or(0, |one| one.situations.len());
        assert!(count >= 5, "{leaf} has {count} situations in Chinese");
    }
    let products: usize = chinese
        .groups
        .iter()
        .map(|group| chinese.words[group].len())
        .sum();
    assert!(products >= 200, "{products} products");
}

fn stories(count: usize, seed: u64, read: &mut dyn FnMut(Story)) {
    let end: Timestamp = "2026-11-21T06:00:00Z".parse().unwrap();
    let corpus = Corpus::load().unwrap();
    let cast = Cast::new(&corpus, seed).unwrap();
    let author = Author::new(&corpus, &cast, seed, end, count);
    for (index, at) in rhythm::arrivals(count, end, &mut Random::new(seed))
        .into_iter()
        .enumerate()
    {
        read(author.story(index, at).unwrap());
    }
}

fn spoken(act: &Act) -> Vec<&str> {
    match act {
        Act::Reply { text } | Act::Note { text } | Act::Write { text, .. } => vec![text],
        Act::Resolve { solution } => vec![solution],
        Act::Object { reason } | Act::Close { reason } => vec![reason],
        Act::Rate { comment, .. } => comment.iter().map(String::as_str).collect(),
        Act::Classify { reason } => reason.iter().map(String::as_str).collect(),
        _ => vec![],
    }
}

#[test]
fn stories_keep_the_limits_and_the_order_of_time() {
    let mut bodies = BTreeSet::new();
    let (mut count, mut chinese) = (0, 0);
    stories(3_000, 1, &mut |story| {
        count += 1;
        bodies.insert(story.body.clone());
        chinese += usize::from(story.body.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)));
        let subject = text::bounded("subject", &story.subject, text::SUBJECT).unwrap();
        assert!(
            sound(&subject) && sound(&story.body),
            "{} {}",
            story.subject,
            story.body
        );
        text::bounded("body", &story.body, text::BODY).unwrap();
        assert!(story.steps.is_sorted_by_key(|step| step.at), "{}", story.subject);
        assert!(story.steps.first().is_none_or(|step| step.at > story.at));
        for step in &story.steps {
            for text in spoken(&step.act) {
                assert!(sound(text) && !text.trim().is_empty(), "{text}");
            }
        }
    });
    assert!(
        bodies.len() * 100 > count * 93,
        "{} of {count} letters differ",
        bodies.len()
    );
    assert!(
        (75..90).contains(&(chinese * 100 / count)),
        "{chinese} of {count} in Chinese characters"
    );
}

#[test]
fn the_same_seed_tells_the_same_stories() {
    let told = |seed| {
        let mut told = Vec::new();
        stories(300, seed, &mut |story| {
            let acts: Vec<String> = story
                .steps
                .iter()
                .map(|step| format!("{} {:?} {:?}", step.at, step.by, spoken(&step.act)))
                .collect();
            told.push((story.requester, story.subject, story.body, story.order_no, acts));
        });
        told
    };
    assert_eq!(told(1), told(1));
    assert_ne!(told(1), told(2));
}
