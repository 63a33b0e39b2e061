//! The service catalogue and the public pledges of a pack: what is served for whom, through which channel and at which tier,
//! what is out of bounds, and what everybody is promised. Whether a promise was kept is not looked at here.

use super::clause::{Words, list, name, words};
use super::reader::{Node, PackError};
use crate::ticket::{Channel, Tier};

/// Characters of a title, of a text.
const TITLE: usize = 200;
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

/// A public promise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicPledge {
    pub id: String,
    pub title: Words,
    /// What is promised.
    pub text: Words,
    /// What follows when it is broken.
    pub remedy: Words,
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

/// The pack's `[[pledge]]` tables.
pub(super) fn pledges(node: &Node<'_>) -> Result<Vec<PublicPledge>, PackError> {
    let mut pledges: Vec<PublicPledge> = Vec::new();
    for item in node.items()? {
        let mut table = item.table()?;
        let id = table.field("id")?;
        let pledge = PublicPledge {
            id: name(&id)?,
            title: words(&table.field("title")?, TITLE)?,
            text: words(&table.field("text")?, TEXT)?,
            remedy: words(&table.field("remedy")?, TEXT)?,
        };
        table.finish()?;
        if pledges.iter().any(|known| known.id == pledge.id) {
            return Err(id.error("stands here twice"));
        }
        pledges.push(pledge);
    }
    Ok(pledges)
}
