//! Fills the slots of a text (`{order}`, `[a|b|]`; the README beside the texts says what they mean) and lets people
//! type the way people do. One `Filling` belongs to one request, so its order number stays the same in every message.

use super::corpus::{Corpus, Phrases, Situation, Tone, Voice};
use super::day::Day;
use super::random::Random;
use anyhow::{Result, bail};
use std::collections::BTreeMap;

/// Slots within slots within slots end here; a text that goes deeper loops.
const DEEPEST: u8 = 6;

/// The values one request's texts are filled with.
pub(super) struct Filling<'a> {
    voice: &'a Voice,
    numbers: &'a BTreeMap<String, (i64, i64)>,
    values: BTreeMap<String, String>,
    today: Day,
    random: Random,
}

impl<'a> Filling<'a> {
    pub(super) fn new(corpus: &'a Corpus, voice: &'a Voice, today: Day, random: Random) -> Self {
        Self {
            voice,
            numbers: &corpus.numbers,
            values: BTreeMap::new(),
            today,
            random,
        }
    }

    /// What is said around the matter, in the request's language.
    pub(super) fn phrases(&self) -> &'a Phrases {
        &self.voice.phrases
    }

    /// Gives a slot its value.
    pub(super) fn set(&mut self, slot: &str, value: impl Into<String>) {
        self.values.insert(slot.to_owned(), value.into());
    }

    /// Settles what the request is about: the kind of product the situation speaks of is `{product}` from here on.
    pub(super) fn about(&mut self, situation: &Situation) -> Result<()> {
        let texts = || situation.body.iter().chain(&situation.subject);
        let named = |group: &&String| texts().any(|text| text.contains(&format!("{{{group}}}")));
        let group = self.voice.groups.iter().find(named);
        if let Some(group) = group {
            let value = self.value(group, 0)?;
            self.set("product", value);
        }
        Ok(())
    }

    /// One of `texts`, filled. Empty when there are none.
    pub(super) fn one(&mut self, texts: &[String]) -> Result<String> {
        let text = self.random.pick(texts).cloned().unwrap_or_default();
        self.fill(&text)
    }

    /// `text` with one of each alternatives and a value in each slot.
    pub(super) fn fill(&mut self, text: &str) -> Result<String> {
        self.filled(text, 0)
    }

    fn filled(&mut self, text: &str, depth: u8) -> Result<String> {
        if depth > DEEPEST {
            bail!("the demo's text `{text}` refers to itself");
        }
        let mut out = String::with_capacity(text.len() + 32);
        let mut rest = text;
        while let Some(at) = rest.find(['{', '[']) {
            let (before, marked) = rest.split_at(at);
            out.push_str(before);
            let slot = marked.starts_with('{');
            let Some(end) = marked.find(if slot { '}' } else { ']' }) else {
                bail!("the demo's text `{text}` has a bracket that is not closed");
            };
            let inside = marked.get(1..end).unwrap_or_default();
            let piece = if slot {
                self.value(inside, depth)?
            } else {
                let choices: Vec<&str> = inside.split('|').collect();
                let choice = self.random.pick(&choices).copied().unwrap_or_default();
                self.filled(choice, depth + 1)?
            };
            out.push_str(&piece);
            rest = marked.get(end + 1..).unwrap_or_default();
        }
        out.push_str(rest);
        Ok(out)
    }

    fn value(&mut self, slot: &str, depth: u8) -> Result<String> {
        if let Some(value) = self.values.get(slot) {
            return Ok(value.clone());
        }
        let value = match (slot, slot.strip_suffix('2')) {
            ("date", _) => {
                let days = self.value("days", depth)?.parse().unwrap_or(0);
                let format = self.voice.date_format.clone();
                self.filled(&self.today.plus(-days).in_words(&format), depth + 1)?
            }
            ("date2", _) => {
                let days = self.random.between(2, 6);
                self.today.plus(days).in_words(&self.voice.date_format)
            }
            ("order", _) => {
                let days = self.value("days", depth)?.parse().unwrap_or(0);
                format!(
                    "{}{:08}",
                    self.today.plus(-days).digits(),
                    self.random.between(0, 99_999_999)
                )
            }
            ("tracking", _) => {
                let carrier = ["QN", "YY", "BL", "SH", "FQ", "AT"];
                let letters = self.random.pick(&carrier).copied().unwrap_or("QN");
                format!("{letters}{:011}", self.random.between(0, 99_999_999_999))
            }
            (_, Some(first)) => self.another(slot, first, depth)?,
            _ => self.drawn(slot, depth)?,
        };
        self.set(slot, value.clone());
        Ok(value)
    }

    /// A second value of a slot, other than the first.
    fn another(&mut self, slot: &str, first: &str, depth: u8) -> Result<String> {
        let taken = self.values.get(first).cloned();
        let list = if self.voice.words.contains_key(slot) {
            slot
        } else {
            first
        };
        let mut value = String::new();
        for _ in 0..8 {
            let kept = std::mem::take(&mut self.values);
            let drawn = self.drawn(list, depth);
            self.values = kept;
            value = drawn?;
            if Some(&value) != taken.as_ref() {
                break;
            }
        }
        Ok(value)
    }

    fn drawn(&mut self, slot: &str, depth: u8) -> Result<String> {
        if let Some((least, most)) = self.numbers.get(slot) {
            return Ok(self.random.between(*least, *most).to_string());
        }
        let voice = self.voice;
        match voice.words.get(slot).and_then(|values| self.random.pick(values)) {
            Some(value) => self.filled(value, depth + 1),
            None => bail!("the demo's texts in {} have no slot `{slot}`", voice.language),
        }
    }

    /// What the requester writes first, with a greeting and a last word where the text has none of its own.
    pub(super) fn letter(&mut self, situation: &Situation) -> Result<String> {
        let phrases = &self.voice.phrases;
        let body = self.one(&situation.body)?;
        let none = Vec::new();
        let mut letter = String::new();
        if !phrases
            .greetings
            .iter()
            .any(|greeting| body.starts_with(greeting.as_str()))
        {
            letter = self.one(phrases.opening.get(&situation.tone).unwrap_or(&none))?;
        }
        letter.push_str(&body);
        let tail: String = body
            .chars()
            .rev()
            .take(8)
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .collect();
        if !phrases.ends.iter().any(|end| tail.contains(end.as_str())) {
            letter.push_str(&self.one(phrases.closing.get(&situation.tone).unwrap_or(&none))?);
        }
        Ok(self.as_typed(letter, situation.tone))
    }

    /// The same words as a hurried hand types them: now and then a wrong one, and few full stops.
    pub(super) fn as_typed(&mut self, mut text: String, tone: Tone) -> String {
        let hurried = matches!(tone, Tone::Short | Tone::Angry);
        if self.random.chance(if hurried { 0.05 } else { 0.02 })
            && let Some((meant, typed)) = self.random.pick(&self.voice.phrases.typos)
        {
            text = text.replacen(meant.as_str(), typed, 1);
        }
        if self.random.chance(if hurried { 0.3 } else { 0.08 }) {
            text = text
                .replace('\u{ff0c}', " ")
                .trim_end_matches('\u{3002}')
                .replace('\u{3002}', " ");
        } else if self.random.chance(0.05) {
            text = text.replace('\u{ff0c}', ",");
        }
        text.trim().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::super::corpus::Corpus;
    use super::super::day::Day;
    use super::super::random::Random;
    use super::Filling;
    use touchstone_domain::language::Language;

    fn filling<'a>(corpus: &'a Corpus, seed: u64) -> Filling<'a> {
        let voice = corpus.voice(Language::ZhCn).unwrap();
        Filling::new(corpus, voice, Day::new(20_400), Random::new(seed))
    }

    #[test]
    fn a_slot_keeps_its_value_and_its_second_differs() {
        let corpus = Corpus::load().unwrap();
        for seed in 0..200 {
            let mut filling = filling(&corpus, seed);
            let city = filling.fill("{city}").unwrap();
            assert_eq!(city, filling.fill("{city}").unwrap());
            assert_ne!(city, filling.fill("{city2}").unwrap());
            assert_ne!(
                filling.fill("{product}").unwrap(),
                filling.fill("{product2}").unwrap()
            );
        }
    }

    #[test]
    fn what_a_situation_names_is_the_product() {
        let corpus = Corpus::load().unwrap();
        let mut filling = filling(&corpus, 3);
        let matter = &corpus.voice(Language::ZhCn).unwrap().matters[&"product/safety".parse().unwrap()];
        let toys = matter
            .situations
            .iter()
            .find(|one| one.body[0].contains("{toy}"))
            .unwrap();
        filling.about(toys).unwrap();
        assert_eq!(filling.fill("{product}").unwrap(), filling.fill("{toy}").unwrap());
    }

    #[test]
    fn broken_texts_are_errors() {
        let corpus = Corpus::load().unwrap();
        for text in ["{nobody knows}", "{open", "[open|"] {
            assert!(filling(&corpus, 1).fill(text).is_err(), "{text}");
        }
    }
}
