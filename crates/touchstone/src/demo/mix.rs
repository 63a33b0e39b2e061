//! What requests are about and how they come in: shares of categories, channels, kinds and urgencies, as a marketplace
//! sees them. Who writes and when is not decided here.

use super::corpus::{Matter, Situation, Tone, Voice};
use super::random::Random;
use touchstone_domain::category::CategoryPath;
use touchstone_domain::ticket::{Channel, Class, Impact, Kind, Tier, Urgency};

/// Shares of the top levels.
const TOPS: [(&str, f64); 11] = [
    ("logistics", 22.0),
    ("order", 17.0),
    ("after-sales", 17.0),
    ("payment", 15.0),
    ("product", 12.0),
    ("technical", 6.0),
    ("service", 4.0),
    ("merchant", 3.0),
    ("suggestion", 2.4),
    ("account-security", 1.8),
    ("privacy", 0.8),
];

/// Leaves that are more or less usual than their siblings.
const LEAVES: [(&str, f64); 14] = [
    ("payment/refund-delay", 3.2),
    ("payment/payment-anomaly", 0.25),
    ("payment/invoice", 1.6),
    ("logistics/tracking-query", 2.6),
    ("logistics/delay", 2.2),
    ("logistics/courier-conduct", 0.6),
    ("order/order-anomaly", 0.35),
    ("after-sales/return", 2.4),
    ("product/quality-defect", 2.2),
    ("product/safety", 0.18),
    ("product/counterfeit", 0.6),
    ("technical/system-fault", 0.1),
    ("account-security/theft", 0.4),
    ("privacy/leak", 0.5),
];

/// Most people use the form; the other channels hand their requests in by programs, or people call.
const CHANNELS: [(Channel, f64); 9] = [
    (Channel::Web, 60.0),
    (Channel::App, 11.0),
    (Channel::Chat, 9.0),
    (Channel::Phone, 8.0),
    (Channel::Email, 6.0),
    (Channel::Wechat, 4.0),
    (Channel::Social, 1.0),
    (Channel::Sms, 0.6),
    (Channel::Counter, 0.4),
];

/// Channels of customers who were promised more: the form does not know who they are, an adviser or their app does.
const CHANNELS_OF_TIERS: [(Channel, f64); 4] = [
    (Channel::App, 40.0),
    (Channel::Phone, 25.0),
    (Channel::Chat, 20.0),
    (Channel::Email, 15.0),
];

/// What a request is, as an experienced agent would judge it.
#[derive(Clone, Debug)]
pub(super) struct Facts {
    pub(super) category: CategoryPath,
    pub(super) kind: Kind,
    pub(super) urgency: Urgency,
    pub(super) impact: Impact,
    pub(super) class: Class,
    pub(super) channel: Channel,
    pub(super) tone: Tone,
    pub(super) order: bool,
}

fn weight(category: &CategoryPath) -> f64 {
    let top = TOPS
        .iter()
        .find(|top| top.0 == category.top())
        .map_or(1.0, |top| top.1);
    LEAVES
        .iter()
        .find(|leaf| leaf.0 == category.as_str())
        .map_or(1.0, |leaf| leaf.1)
        * top
}

/// One of the situations of a language, and what it makes of a request.
pub(super) fn draw<'a>(
    voice: &'a Voice,
    tier: Tier,
    random: &mut Random,
) -> Option<(&'a Matter, &'a Situation, Facts)> {
    // A top level counts as a whole, however many of its leaves the language has texts for.
    let siblings = |top: &str| -> f64 {
        voice
            .matters
            .keys()
            .filter(|one| one.top() == top)
            .map(weight)
            .sum::<f64>()
            .max(1e-9)
    };
    let share = |category: &CategoryPath| {
        let top = TOPS
            .iter()
            .find(|top| top.0 == category.top())
            .map_or(1.0, |top| top.1);
        top * weight(category) / siblings(category.top())
    };
    let shares: Vec<f64> = voice.matters.keys().map(share).collect();
    let (category, matter) = voice
        .matters
        .iter()
        .nth(random.weighted(shares.iter().copied()))?;
    let situation = random.pick(&matter.situations)?;
    let mut facts = facts(category, matter, situation, random);
    if tier != Tier::General {
        facts.channel = random.choose(&CHANNELS_OF_TIERS, Channel::App);
    }
    Some((matter, situation, facts))
}

fn facts(category: &CategoryPath, matter: &Matter, situation: &Situation, random: &mut Random) -> Facts {
    let angry = situation.tone == Tone::Angry;
    let usual = match category.top() {
        "after-sales" => Kind::AfterSales,
        "suggestion" => Kind::Feedback,
        _ if random.chance(if angry { 0.62 } else { 0.05 }) => Kind::Complaint,
        _ => Kind::General,
    };
    let urgency = random.choose(
        &[
            (Urgency::Normal, 70.0),
            (Urgency::Low, 12.0),
            (Urgency::High, 16.0),
        ],
        Urgency::Urgent,
    );
    let impact = match category.top() {
        "order" | "logistics" | "payment" => Impact::OneOrder,
        "product" | "after-sales" => Impact::OneItem,
        _ => Impact::OnePerson,
    };
    Facts {
        category: category.clone(),
        kind: situation.kind.or(matter.kind).unwrap_or(usual),
        urgency: situation
            .urgency
            .or(matter.urgency)
            .unwrap_or(if category.top() == "suggestion" {
                Urgency::Low
            } else {
                urgency
            }),
        impact: situation.impact.or(matter.impact).unwrap_or(impact),
        class: random.choose(&[(Class::General, 94.5), (Class::Complex, 4.5)], Class::Major),
        channel: random.choose(&CHANNELS, Channel::Web),
        tone: situation.tone,
        order: situation.order.unwrap_or(matter.order),
    }
}

/// How urgent the requester says it is; most say nothing.
pub(super) fn claimed(facts: &Facts, random: &mut Random) -> Option<Urgency> {
    let eager = matches!(facts.tone, Tone::Angry | Tone::Worried);
    match random.chance(if eager { 0.6 } else { 0.25 }) {
        true if eager && random.chance(0.5) => Some(Urgency::Urgent),
        true => Some(facts.urgency),
        false => None,
    }
}

/// The category the requester picks in the form: mostly the right one or its top level, sometimes another, often none.
pub(super) fn picked(facts: &Facts, voice: &Voice, random: &mut Random) -> Option<CategoryPath> {
    let top = facts.category.top().parse().ok();
    match random.below(100) {
        0..45 => Some(facts.category.clone()),
        45..70 => top,
        70..77 => voice
            .matters
            .keys()
            .nth(random.below(voice.matters.len()))
            .cloned(),
        _ => None,
    }
}
