//! The service catalogue of a pack: what is served for whom, through which channel and at which tier, and what is out of
//! bounds.

use super::clause::{Words, list, words};
use super::reader::{Node, PackError};
use crate::ticket::{Channel, Tier};

/// Characters of a text.
const TEXT: usize = 5_000;

codes! {
    /// For whom something is served.
    pub enum Audience ("audience") {
        Individuals = "individuals",
        Enterprises = "enterprises",
        Merchants = "merchants",
    }
}

/// What is served for one audience.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    pub audience: Audience,
    pub channels: Vec<Channel>,
    pub tiers: Vec<Tier>,
    /// Markdown.
    pub served: Words,
    /// What is out of bounds.
    pub not_served: Words,
}

/// The pack's `[[catalogue]]` tables, one per audience.
pub(super) fn catalogue(node: &Node<'_>) -> Result<Vec<Service>, PackError> {
    let mut services: Vec<Service> = Vec::new();
    for item in node.items()? {
        let mut table = item.table()?;
        let audience = table.field("for")?;
        let service = Service {
            audience: audience.code()?,
            channels: list(&mut table, "channels", |node| node.code())?,
            tiers: list(&mut table, "tiers", |node| node.code())?,
            served: words(&table.field("served")?, TEXT)?,
            not_served: words(&table.field("not_served")?, TEXT)?,
        };
        table.finish()?;
        if services.iter().any(|known| known.audience == service.audience) {
            return Err(audience.error("stands here twice"));
        }
        services.push(service);
    }
    Ok(services)
}
