//! The words of a standard: clauses in the reader's language, each perhaps with the figure that is checked by machine, the
//! laws it derives from and the roles it binds.

use super::reader::{Node, PackError, Table};
use crate::access::Role;
use crate::clock::Metric;
use crate::codes::Code;
use crate::language::Language;
use std::collections::BTreeMap;

/// Clauses of one pack.
const CLAUSES: usize = 500;
/// Characters of a title, of a text.
const TITLE: usize = 200;
const TEXT: usize = 10_000;

codes! {
    /// What a clause is about.
    pub enum Area ("area") {
        OrderHandling = "order-handling",
        CustomerCommunication = "customer-communication",
        AfterSales = "after-sales",
        InformationSecurity = "information-security",
        ComplaintHandling = "complaint-handling",
        ProductQuality = "product-quality",
        MerchantConduct = "merchant-conduct",
        StaffConduct = "staff-conduct",
    }
}

/// A text in some of the languages, at least one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words(BTreeMap<Language, String>);

impl Words {
    /// In this language, else in English, else in whichever there is.
    pub fn in_language(&self, language: Language) -> &str {
        let found = self.0.get(&language).or_else(|| self.0.get(&Language::En));
        found
            .or_else(|| self.0.values().next())
            .map_or("", String::as_str)
    }

    /// In exactly this language.
    pub fn exactly(&self, language: Language) -> Option<&str> {
        self.0.get(&language).map(String::as_str)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = (Language, &str)> {
        self.0.iter().map(|(language, text)| (*language, text.as_str()))
    }
}

/// The figure that shows whether a clause is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClauseTarget {
    /// A `[[target]]` over a period, by its name.
    Kpi(String),
    /// A clock of each request.
    Metric(Metric),
}

/// One clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// Unique in its pack and the same in all versions, e.g. `complaint-accepted`.
    pub id: String,
    pub area: Area,
    pub title: Words,
    /// Markdown.
    pub text: Words,
    pub target: Option<ClauseTarget>,
    /// Ids of laws in the register.
    pub cites: Vec<String>,
    /// Whom it binds; nobody in particular when empty.
    pub binds: Vec<Role>,
}

/// What the pack states of a key figure: its target over a period, or what others reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KpiFigures {
    pub kpi: String,
    /// Who answers for it.
    pub owner: Option<Role>,
    /// `at_least`, `period` …, in the pack's order, as written.
    pub figures: Vec<(String, String)>,
}

/// The pack's `[[target]]` or `[[benchmark]]` tables. What they measure is looked at elsewhere; here only which there are.
pub(super) fn kpis(node: &Node<'_>) -> Result<Vec<KpiFigures>, PackError> {
    let mut kpis: Vec<KpiFigures> = Vec::new();
    for item in node.items()? {
        let mut table = item.table()?;
        let name = table.field("kpi")?;
        let kpi = name.text()?.to_owned();
        if kpis.iter().any(|known| known.kpi == kpi) {
            return Err(name.error("stands here twice"));
        }
        let owner = table.maybe("owner");
        let mut figures: Vec<(String, String)> = Vec::new();
        figures.extend(owner.as_ref().map(|node| ("owner".to_owned(), node.written())));
        let rest = table.rest().into_iter();
        figures.extend(rest.map(|(name, figure)| (name.to_owned(), figure.written())));
        kpis.push(KpiFigures {
            kpi,
            owner: owner.map(|node| node.code()).transpose()?,
            figures,
        });
    }
    Ok(kpis)
}

/// The pack's `[[clause]]` tables.
pub(super) fn clauses(node: &Node<'_>, kpis: &[KpiFigures]) -> Result<Vec<Clause>, PackError> {
    let items = node.items()?;
    if items.len() > CLAUSES {
        return Err(node.error(format!("must be at most {CLAUSES}")));
    }
    let mut clauses: Vec<Clause> = Vec::with_capacity(items.len());
    for item in items {
        let clause = clause(&item, kpis)?;
        if clauses.iter().any(|known| known.id == clause.id) {
            return Err(PackError::new(format!("{}.id", item.key), "stands here twice"));
        }
        clauses.push(clause);
    }
    Ok(clauses)
}

fn clause(node: &Node<'_>, kpis: &[KpiFigures]) -> Result<Clause, PackError> {
    let mut table = node.table()?;
    let id = name(&table.field("id")?)?;
    let area = table.field("area")?.code()?;
    let title = words(&table.field("title")?, TITLE)?;
    let text = words(&table.field("text")?, TEXT)?;
    let target = table
        .maybe("target")
        .map(|node| target(&node, kpis))
        .transpose()?;
    let cites = list(&mut table, "cites", name)?;
    let binds = list(&mut table, "binds", |node| node.code())?;
    table.finish()?;
    Ok(Clause {
        id,
        area,
        title,
        text,
        target,
        cites,
        binds,
    })
}

fn target(node: &Node<'_>, kpis: &[KpiFigures]) -> Result<ClauseTarget, PackError> {
    let mut table = node.table()?;
    let (kpi, metric) = (table.maybe("kpi"), table.maybe("metric"));
    table.finish()?;
    match (kpi, metric) {
        (Some(kpi), None) => {
            let name = kpi.text()?;
            if kpis.iter().any(|known| known.kpi == name) {
                Ok(ClauseTarget::Kpi(name.to_owned()))
            } else {
                Err(kpi.error("is no [[target]] of this pack"))
            }
        }
        (None, Some(metric)) => Ok(ClauseTarget::Metric(metric.code()?)),
        _ => Err(node.error("must have either `kpi` or `metric`")),
    }
}

/// A list of unlike things that may be missing.
pub(super) fn list<T: PartialEq>(
    table: &mut Table<'_>,
    field: &str,
    read: impl Fn(&Node<'_>) -> Result<T, PackError>,
) -> Result<Vec<T>, PackError> {
    let mut found = Vec::new();
    let Some(node) = table.maybe(field) else {
        return Ok(found);
    };
    for item in node.items()? {
        let value = read(&item)?;
        if found.contains(&value) {
            return Err(item.error("stands here twice"));
        }
        found.push(value);
    }
    Ok(found)
}

/// A name of our own making.
pub(super) fn name(node: &Node<'_>) -> Result<String, PackError> {
    let text = node.text()?;
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if (1..=60).contains(&text.len()) && text.bytes().all(plain) {
        Ok(text.to_owned())
    } else {
        Err(node.error("must be 1 to 60 lower-case letters, digits and hyphens"))
    }
}

/// A text by language.
pub(super) fn words(node: &Node<'_>, most: usize) -> Result<Words, PackError> {
    let mut found = BTreeMap::new();
    for (tag, text) in node.table()?.rest() {
        let language = Language::from_code(tag).map_err(|error| text.error(error.to_string()))?;
        let words = text.text()?.trim();
        if words.is_empty() || words.chars().count() > most {
            return Err(text.error(format!("must have 1 to {most} characters")));
        }
        found.insert(language, words.to_owned());
    }
    if found.is_empty() {
        return Err(node.error("has no language"));
    }
    Ok(Words(found))
}
