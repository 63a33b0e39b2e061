//! The classification tree: paths such as `payment/refund-delay`, and which of them exist. Suggesting a category
//! from a request's words is not done here.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A place in the classification tree: one segment (`payment`) or two (`payment/refund-delay`), each of lower-case
/// ASCII letters, digits and hyphens, at most 40 characters. Whether it exists is the tree's to say.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CategoryPath(String);

/// Why a text names no category.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CategoryError {
    /// Not of the form of a path.
    #[error("not a category such as `payment` or `payment/refund-delay`")]
    Malformed,
    /// No such category in the tree.
    #[error("there is no category `{0}`")]
    Unknown(String),
    /// A leaf's name that stands in several places.
    #[error("`{0}` stands in several places of the tree: give its whole path")]
    Ambiguous(String),
}

fn segment_valid(segment: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=40).contains(&segment.len()) && segment.bytes().all(allowed)
}

impl CategoryPath {
    /// The whole path.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its first segment.
    pub fn top(&self) -> &str {
        self.0.split_once('/').map_or(self.as_str(), |(top, _)| top)
    }

    /// Its second segment, if it has one.
    pub fn leaf(&self) -> Option<&str> {
        self.0.split_once('/').map(|(_, leaf)| leaf)
    }

    /// Whether this is `other` or lies under it.
    pub fn within(&self, other: &Self) -> bool {
        self == other || (other.leaf().is_none() && self.top() == other.as_str())
    }
}

impl FromStr for CategoryPath {
    type Err = CategoryError;
    fn from_str(text: &str) -> Result<Self, CategoryError> {
        let (top, leaf) = match text.split_once('/') {
            Some((top, leaf)) => (top, Some(leaf)),
            None => (text, None),
        };
        if segment_valid(top) && leaf.is_none_or(segment_valid) {
            Ok(Self(text.to_owned()))
        } else {
            Err(CategoryError::Malformed)
        }
    }
}

impl TryFrom<String> for CategoryPath {
    type Error = CategoryError;
    fn try_from(text: String) -> Result<Self, CategoryError> {
        text.parse()
    }
}

impl From<CategoryPath> for String {
    fn from(path: CategoryPath) -> Self {
        path.0
    }
}

impl fmt::Display for CategoryPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for CategoryPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The categories of one standard, each top level followed by what lies under it, in the pack's order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CategoryTree {
    paths: Vec<CategoryPath>,
}

impl CategoryTree {
    /// A tree of these paths; each top level must come before what lies under it (the pack's reader sees to it).
    pub(crate) fn new(paths: Vec<CategoryPath>) -> Self {
        Self { paths }
    }

    /// All categories, top levels included, in the pack's order.
    pub fn all(&self) -> &[CategoryPath] {
        &self.paths
    }

    /// The top levels.
    pub fn tops(&self) -> impl Iterator<Item = &CategoryPath> {
        self.paths.iter().filter(|path| path.leaf().is_none())
    }

    /// What lies under a top level.
    pub fn under<'a>(&'a self, top: &'a str) -> impl Iterator<Item = &'a CategoryPath> {
        self.paths
            .iter()
            .filter(move |path| path.leaf().is_some() && path.top() == top)
    }

    /// Whether the tree has this category.
    pub fn contains(&self, path: &CategoryPath) -> bool {
        self.paths.contains(path)
    }

    /// The category a text names: its whole path, a top level, or a leaf that stands in one place only.
    pub fn resolve(&self, text: &str) -> Result<CategoryPath, CategoryError> {
        let path: CategoryPath = text.parse()?;
        if self.contains(&path) {
            return Ok(path);
        }
        let mut found = self.paths.iter().filter(|known| known.leaf() == Some(text));
        match (found.next(), found.next()) {
            (Some(only), None) => Ok(only.clone()),
            (None, _) => Err(CategoryError::Unknown(text.to_owned())),
            (Some(_), Some(_)) => Err(CategoryError::Ambiguous(text.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tree() -> CategoryTree {
        let paths = [
            "payment",
            "payment/refund-delay",
            "payment/other",
            "product",
            "order",
            "order/other",
            "order/product",
        ];
        CategoryTree::new(paths.iter().map(|path| path.parse().unwrap()).collect())
    }

    #[test]
    fn a_category_is_found_by_path_top_level_or_unique_leaf() {
        let tree = tree();
        assert_eq!(
            tree.resolve("payment/refund-delay").unwrap().as_str(),
            "payment/refund-delay"
        );
        assert_eq!(tree.resolve("payment").unwrap().as_str(), "payment");
        assert_eq!(
            tree.resolve("refund-delay").unwrap().as_str(),
            "payment/refund-delay"
        );
        assert_eq!(
            tree.resolve("product").unwrap().as_str(),
            "product",
            "a top level wins over a leaf of its name"
        );
        assert_eq!(
            tree.resolve("other"),
            Err(CategoryError::Ambiguous("other".into()))
        );
        assert_eq!(
            tree.resolve("payment/nothing"),
            Err(CategoryError::Unknown("payment/nothing".into()))
        );
        assert_eq!(
            tree.resolve("order/refund-delay"),
            Err(CategoryError::Unknown("order/refund-delay".into()))
        );
        for wrong in [
            "",
            "/",
            "Payment",
            "a/b/c",
            "payment/",
            "../x",
            "支付",
            &"x".repeat(41),
        ] {
            assert_eq!(tree.resolve(wrong), Err(CategoryError::Malformed), "{wrong}");
        }
    }

    #[test]
    fn a_leaf_lies_within_its_top_level_only() {
        let path = |text: &str| text.parse::<CategoryPath>().unwrap();
        assert!(path("payment/other").within(&path("payment")));
        assert!(path("payment").within(&path("payment")));
        assert!(!path("payment").within(&path("payment/other")));
        assert!(!path("payment-x/other").within(&path("payment")));
        assert!(!path("order/other").within(&path("payment/other")));
        assert_eq!(tree().tops().count(), 3);
        assert_eq!(tree().under("order").count(), 2);
    }

    proptest! {
        #[test]
        fn paths_round_trip(text in "[a-zA-Z0-9/_-]{0,12}") {
            if let Ok(path) = text.parse::<CategoryPath>() {
                prop_assert_eq!(path.to_string(), text);
                let json = serde_json::to_string(&path).unwrap();
                prop_assert_eq!(serde_json::from_str::<CategoryPath>(&json).unwrap(), path);
            }
        }
    }
}
