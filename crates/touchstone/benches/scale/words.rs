//! What differs between the texts of copies: a product of two characters, some in many requests, some in one of a thousand;
//! and order numbers.

use std::collections::HashSet;

use touchstone_domain::id::{Id, TicketId};

use crate::model::{ORDER, WORD};

const COLOURS: &str = "蓝红白黑金银紫绿橙粉灰青棕米彩";
const THINGS: &str = "杯鞋包灯锅伞裙帽表琴椅桌柜毯碗";
/// Of the text form of an id, behind its prefix.
const ID_CHARS: usize = 13;

/// A stretch of a text.
#[derive(Clone)]
pub(crate) enum Bit {
    Same(String),
    /// An id without its prefix.
    Id(i64),
    /// The word of the ticket at this place of its family.
    Word(usize),
    /// Its order number.
    Order(usize),
}

pub(crate) struct Words(Vec<String>);

impl Words {
    pub(crate) fn new() -> Self {
        let pairs = COLOURS
            .chars()
            .flat_map(|colour| THINGS.chars().map(move |thing| format!("{colour}{thing}")));
        Self(pairs.collect())
    }

    /// The word of a ticket: few words are in many texts.
    pub(crate) fn of(&self, number: i64) -> &str {
        let chance = mixed(number.cast_unsigned()) as f64 / u64::MAX as f64;
        let place = (chance.powi(3) * self.0.len() as f64) as usize;
        self.0.get(place).or(self.0.last()).map_or("", String::as_str)
    }

    /// The one that the most texts have, and the one that the fewest have.
    pub(crate) fn ends(&self) -> (&str, &str) {
        let (first, last) = (self.0.first(), self.0.last());
        (first.map_or("", String::as_str), last.map_or("", String::as_str))
    }
}

/// SplitMix64.
pub(crate) fn mixed(n: u64) -> u64 {
    let mut z = n.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// The stretches of a text in which something differs between copies; `None` when nothing does.
pub(crate) fn bits(text: &str, ids: &HashSet<i64>, ticket: Option<usize>) -> Option<Vec<Bit>> {
    let mut all = Vec::new();
    let (mut done, mut at) = (0, 0);
    while let Some(rest) = text.get(at..) {
        let Some((bit, length)) = begins(rest, ids, ticket) else {
            at += rest.chars().next()?.len_utf8();
            if at >= text.len() {
                break;
            }
            continue;
        };
        all.push(Bit::Same(text[done..at].to_owned()));
        all.push(bit);
        at += length;
        done = at;
        if at >= text.len() {
            break;
        }
    }
    if all.is_empty() {
        return None;
    }
    all.push(Bit::Same(text[done..].to_owned()));
    Some(all)
}

fn begins(rest: &str, ids: &HashSet<i64>, ticket: Option<usize>) -> Option<(Bit, usize)> {
    if rest.starts_with(WORD) {
        return Some((Bit::Word(ticket?), WORD.len()));
    }
    if let Some(digits) = rest.strip_prefix(ORDER) {
        let digits = digits.bytes().take_while(u8::is_ascii_digit).count();
        return Some((Bit::Order(ticket?), ORDER.len() + digits));
    }
    let named = rest.get(..ID_CHARS)?;
    if !named.is_ascii() {
        return None;
    }
    let id: TicketId = format!("tkt_{named}").parse().ok()?;
    ids.contains(&id.raw()).then_some((Bit::Id(id.raw()), ID_CHARS))
}
