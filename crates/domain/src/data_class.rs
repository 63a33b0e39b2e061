//! Which data there are and how far each must be protected, column by column, as `data/privacy/classes/` says it. That
//! the file agrees with the schema is a test of the store.

use std::collections::BTreeMap;

codes! {
    /// How far data must be protected, the least first.
    pub enum DataGrade ("grade of data") {
        /// Anybody may know it.
        Open = "open",
        /// For the work of the house; identifies nobody.
        Internal = "internal",
        /// About a person, or leads to one.
        Personal = "personal",
        /// Identifies a person, or is what they wrote: sealed or erasable.
        Sensitive = "sensitive",
        /// Opens something.
        Secret = "secret",
    }
}

codes! {
    /// Who answers for a table.
    pub enum DataOwner ("owner of data") {
        Operation = "operation",
        Service = "service",
        Privacy = "privacy",
        Security = "security",
        Quality = "quality",
    }
}

/// One table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataClass {
    pub table: String,
    pub owner: DataOwner,
    /// Columns by grade, each once.
    pub columns: BTreeMap<DataGrade, Vec<String>>,
}

/// Why the file cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {reason}")]
pub struct DataClassError {
    /// Table and key.
    pub place: String,
    pub reason: String,
}

/// The file the product comes with.
const SHIPPED: &str = concat!(
    include_str!("../../../data/privacy/classes/service.toml"),
    include_str!("../../../data/privacy/classes/quality.toml"),
    include_str!("../../../data/privacy/classes/privacy.toml"),
    include_str!("../../../data/privacy/classes/security.toml"),
    include_str!("../../../data/privacy/classes/operation.toml"),
);

/// The classes the product comes with, by table.
pub fn data_classes() -> Result<Vec<DataClass>, DataClassError> {
    parse(SHIPPED)
}

fn parse(text: &str) -> Result<Vec<DataClass>, DataClassError> {
    let error = |place: &str, reason: String| DataClassError {
        place: place.to_owned(),
        reason,
    };
    let file: BTreeMap<String, BTreeMap<String, toml::Value>> =
        toml::from_str(text).map_err(|wrong| error("file", wrong.to_string()))?;
    let mut classes = Vec::with_capacity(file.len());
    for (table, keys) in file {
        let (mut owner, mut columns) = (None, BTreeMap::new());
        for (key, value) in keys {
            let place = format!("{table}.{key}");
            if key == "owner" {
                let code = value.as_str().unwrap_or_default();
                owner = Some(code.parse().map_err(|wrong| error(&place, format!("{wrong}")))?);
                continue;
            }
            let grade: DataGrade = key.parse().map_err(|wrong| error(&place, format!("{wrong}")))?;
            let names: Vec<String> = value
                .try_into()
                .map_err(|wrong| error(&place, format!("{wrong}")))?;
            let again = names
                .iter()
                .find(|name| columns.values().flatten().any(|known| known == *name));
            if let Some(name) = again {
                return Err(error(&place, format!("`{name}` has two grades")));
            }
            columns.insert(grade, names);
        }
        classes.push(DataClass {
            owner: owner.ok_or_else(|| error(&table, "has no owner".to_owned()))?,
            table,
            columns,
        });
    }
    Ok(classes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_classes_are_read_and_what_people_write_is_sensitive() {
        let classes = data_classes().unwrap();
        let of = |table: &str| classes.iter().find(|class| class.table == table).unwrap();
        assert_eq!(of("message_text").columns[&DataGrade::Sensitive], ["body"]);
        assert!(of("person").columns[&DataGrade::Secret].contains(&"data_key".to_owned()));
        assert_eq!(of("contact").owner, DataOwner::Privacy);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let wrong = |text: &str| parse(text).unwrap_err().to_string();
        assert_eq!(wrong("[t]\nopen = [\"a\"]"), "t: has no owner");
        assert!(wrong("[t]\nowner = \"x\"").starts_with("t.owner: "));
        assert!(wrong("[t]\nowner = \"privacy\"\nloud = [\"a\"]").starts_with("t.loud: "));
        let twice = "[t]\nowner = \"privacy\"\ninternal = [\"a\"]\nsecret = [\"a\"]";
        assert_eq!(wrong(twice), "t.secret: `a` has two grades");
    }
}
