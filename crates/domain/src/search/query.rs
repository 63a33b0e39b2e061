//! What people type into the search field: words, quoted phrases, and filters `name:value`.
//!
//! A filter's name may be in any of the four languages. What cannot be understood is refused with the place of the token, so
//! that the page can point at it; nothing is guessed and nothing is silently left out. What a value means is for those who
//! know teams, users and categories.

use super::field::FilterField;
use super::phrase::Phrase;

/// Longest query, in characters.
pub const QUERY_CHARS_MAX: usize = 400;
/// Phrases and filters of one query.
const PARTS_MAX: usize = 20;
/// Values of one filter.
const VALUES_MAX: usize = 20;

codes! {
    /// Why a query cannot be answered.
    pub enum QueryProblem ("query problem") {
        UnknownFilter = "search_unknown_filter",
        UnknownValue = "search_unknown_value",
        MissingValue = "search_missing_value",
        UnclosedQuote = "search_unclosed_quote",
        BadDate = "search_bad_date",
        BadContact = "search_bad_contact",
        TooShort = "search_too_short",
        TooLong = "search_too_long",
        TooMany = "search_too_many",
        NothingToFind = "search_nothing_to_find",
    }
}

/// Where a token stands in a query, in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    pub start: usize,
    pub end: usize,
}

/// One filter as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    pub field: FilterField,
    /// Any of these.
    pub values: Vec<String>,
    /// The token.
    pub typed: String,
    pub place: Place,
}

/// A query that was understood: everything in it must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    pub phrases: Vec<Phrase>,
    pub filters: Vec<Filter>,
}

/// Why not, and which token is to blame.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{problem} at {place:?}: {token}")]
pub struct QueryError {
    pub problem: QueryProblem,
    pub token: String,
    pub place: Place,
    /// What was perhaps meant.
    pub suggestion: Option<&'static str>,
}

impl QueryError {
    /// An error about a filter's token.
    pub fn of(problem: QueryProblem, filter: &Filter) -> Self {
        Self {
            problem,
            token: filter.typed.clone(),
            place: filter.place,
            suggestion: None,
        }
    }
}

/// A piece of the query between white space.
struct Piece {
    /// Name of a filter, if a colon follows a name.
    name: Option<String>,
    values: Vec<(String, bool)>,
    typed: String,
    place: Place,
}

impl Query {
    /// Reads what was typed. An empty text is an empty query.
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        let chars: Vec<char> = text.chars().collect();
        if chars.len() > QUERY_CHARS_MAX {
            return Err(refusal(
                QueryProblem::TooLong,
                &chars,
                QUERY_CHARS_MAX,
                chars.len(),
            ));
        }
        let mut query = Self::default();
        for piece in pieces(&chars)? {
            if query.phrases.len() + query.filters.len() >= PARTS_MAX {
                let Place { start, end } = piece.place;
                return Err(refusal(QueryProblem::TooMany, &chars, start, end));
            }
            query.take(piece)?;
        }
        Ok(query)
    }

    fn take(&mut self, piece: Piece) -> Result<(), QueryError> {
        let error = |problem, suggestion| QueryError {
            problem,
            token: piece.typed.clone(),
            place: piece.place,
            suggestion,
        };
        let Some(name) = &piece.name else {
            // Marks and signs of punctuation alone ask for nothing.
            let read = piece
                .values
                .iter()
                .filter_map(|(text, quoted)| Phrase::new(text, *quoted));
            self.phrases.extend(read);
            return Ok(());
        };
        let field = FilterField::named(name)
            .ok_or_else(|| error(QueryProblem::UnknownFilter, FilterField::near(name)))?;
        let values: Vec<String> = piece
            .values
            .iter()
            .flat_map(|(text, quoted)| {
                if *quoted {
                    vec![text.as_str()]
                } else {
                    text.split([',', '，', '、']).collect()
                }
            })
            .map(|value| value.trim().to_owned())
            .filter(|value| !value.is_empty())
            .collect();
        if values.is_empty() {
            return Err(error(QueryProblem::MissingValue, None));
        }
        if values.len() > VALUES_MAX {
            return Err(error(QueryProblem::TooMany, None));
        }
        self.filters.push(Filter {
            field,
            values,
            typed: piece.typed,
            place: piece.place,
        });
        Ok(())
    }

    /// Whether nothing was asked.
    pub fn is_empty(&self) -> bool {
        self.phrases.is_empty() && self.filters.is_empty()
    }
}

fn refusal(problem: QueryProblem, chars: &[char], start: usize, end: usize) -> QueryError {
    QueryError {
        problem,
        token: chars.iter().skip(start).take((end - start).min(64)).collect(),
        place: Place { start, end },
        suggestion: None,
    }
}

/// The sign that closes a quotation opened by this one.
fn closing(open: char) -> Option<char> {
    Some(match open {
        '"' | '＂' => open,
        '“' | '„' => '”',
        '「' => '」',
        '『' => '』',
        '«' => '»',
        _ => return None,
    })
}

fn pieces(chars: &[char]) -> Result<Vec<Piece>, QueryError> {
    let (mut out, mut at) = (Vec::new(), 0);
    while at < chars.len() {
        if chars[at].is_whitespace() {
            at += 1;
            continue;
        }
        let start = at;
        let name = name_at(chars, at);
        at += name.as_ref().map_or(0, |name| name.chars().count() + 1);
        let mut values = Vec::new();
        while at < chars.len() && !chars[at].is_whitespace() {
            if let Some(close) = closing(chars[at]) {
                let long = chars[at + 1..]
                    .iter()
                    .position(|c| *c == close || (close == '”' && *c == '"'));
                let long =
                    long.ok_or_else(|| refusal(QueryProblem::UnclosedQuote, chars, at, chars.len()))?;
                values.push((chars[at + 1..at + 1 + long].iter().collect(), true));
                at += long + 2;
            } else {
                let ends = |c: &char| c.is_whitespace() || closing(*c).is_some();
                let long = chars[at..].iter().position(ends).unwrap_or(chars.len() - at);
                values.push((chars[at..at + long].iter().collect(), false));
                at += long;
            }
        }
        let place = Place { start, end: at };
        let typed = chars[start..at].iter().collect();
        out.push(Piece {
            name,
            values,
            typed,
            place,
        });
    }
    Ok(out)
}

/// The name before a colon, where one begins here. `https://…` and `12:30` are none.
fn name_at(chars: &[char], at: usize) -> Option<String> {
    let rest = &chars[at..];
    let long = rest
        .iter()
        .position(|c| !c.is_alphabetic() && !matches!(c, '_' | '-' | 'ー'))?;
    let colon = matches!(rest[long], ':' | '：');
    let address = rest.get(long + 1..long + 3) == Some(&['/', '/']);
    (colon && long > 0 && !address).then(|| rest[..long].iter().collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn phrases(text: &str) -> Vec<String> {
        Query::parse(text)
            .unwrap()
            .phrases
            .into_iter()
            .map(|p| p.typed)
            .collect()
    }

    fn filters(text: &str) -> Vec<(FilterField, Vec<String>)> {
        Query::parse(text)
            .unwrap()
            .filters
            .into_iter()
            .map(|f| (f.field, f.values))
            .collect()
    }

    fn problem(text: &str) -> (QueryProblem, String, Place, Option<&'static str>) {
        let error = Query::parse(text).unwrap_err();
        (error.problem, error.token, error.place, error.suggestion)
    }

    #[test]
    fn words_quotes_and_filters_are_told_apart() {
        let text = "退款 \"three days\" 「返金 希望」 status:open,waiting 团队：\"售后 一组\" created:>2026-10-01 https://a.cn/x 12:30";
        assert_eq!(
            phrases(text),
            ["退款", "three days", "返金 希望", "https://a.cn/x", "12:30"]
        );
        assert_eq!(
            filters(text),
            [
                (FilterField::Status, vec!["open".to_owned(), "waiting".to_owned()]),
                (FilterField::Team, vec!["售后 一组".to_owned()]),
                (FilterField::Created, vec![">2026-10-01".to_owned()]),
            ]
        );
        assert!(Query::parse("  　 ").unwrap().is_empty());
    }

    #[test]
    fn names_of_filters_are_known_in_every_language() {
        for (text, field) in [
            ("STATUS:open", FilterField::Status),
            ("ｓｔａｔｕｓ：open", FilterField::Status),
            ("ステータス：対応中", FilterField::Status),
            ("상태:신규", FilterField::Status),
            ("处理人：我", FilterField::Assignee),
            ("注文番号:1", FilterField::Order),
        ] {
            assert_eq!(filters(text)[0].0, field, "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_pointed_at() {
        let place = |start, end| Place { start, end };
        assert_eq!(
            problem("退款 statsu:open 到账"),
            (
                QueryProblem::UnknownFilter,
                "statsu:open".to_owned(),
                place(3, 14),
                Some("status")
            )
        );
        assert_eq!(problem("天气：晴").0, QueryProblem::UnknownFilter);
        assert_eq!(
            problem("a status: b"),
            (
                QueryProblem::MissingValue,
                "status:".to_owned(),
                place(2, 9),
                None
            )
        );
        assert_eq!(
            problem("退款 \"没有"),
            (
                QueryProblem::UnclosedQuote,
                "\"没有".to_owned(),
                place(3, 6),
                None
            )
        );
        assert_eq!(problem(&"字".repeat(401)).0, QueryProblem::TooLong);
        assert_eq!(problem(&"字 ".repeat(21)).0, QueryProblem::TooMany);
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused_at_a_place_inside_it(text in "(\\PC|[a-z:：\"「」 ]){0,80}") {
            let long = text.chars().count();
            if let Err(error) = Query::parse(&text) {
                prop_assert!(error.place.start < error.place.end && error.place.end <= long);
            }
        }
    }
}
